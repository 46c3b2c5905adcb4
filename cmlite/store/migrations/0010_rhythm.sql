-- When a brand posts again and again, and where its ideas come from.

-- What the owner set for a channel; without a row the proposal counts. `slots` is JSON, pairs of weekday (0 is Monday)
-- and wall time; empty text: the proposal.
create table channel_rhythm (
    channel_id text primary key,
    brand_id text not null,
    slots text not null default '',
    evergreen_days integer not null default 60,
    changed_at timestamp not null,
    actor text not null
);

-- Posts that come again until an end; `plan` is JSON and says what was approved.
create table series (
    series_id text primary key,
    brand_id text not null,
    plan text not null,
    state text not null,
    created_at timestamp not null,
    changed_at timestamp not null,
    actor text not null
);

-- Where a post came from: an own note, an occasion, a post that did well, a series. `source_id` names that source.
create table post_origin (
    post_id text primary key,
    brand_id text not null,
    kind text not null,
    words text not null default '',
    link text not null default '',
    source_id text not null default '',
    noted_at timestamp not null,
    actor text not null
);

-- Posts that stay true and may be shown again.
create table post_evergreen (
    post_id text primary key,
    brand_id text not null,
    marked_at timestamp not null,
    actor text not null
);

-- Campaigns: posts that belong together, with dates, a goal and a budget. Plans read from files. The calendar as a feed.

create table campaign (
    campaign_id text primary key,
    brand_id text not null,
    name text not null,
    note text not null default '',
    first_day date,
    last_day date,
    -- '' or the measure of a goal of the strategy
    goal text not null default '',
    -- '' means that links of its posts get no campaign name
    utm_name text not null default '',
    budget decimal(12, 2),
    spend decimal(12, 2),
    spend_on date,
    currency text not null default 'EUR',
    version integer not null default 1,
    created_at timestamp not null,
    changed_at timestamp not null,
    closed_at timestamp,
    deleted_at timestamp,
    actor text not null
);

alter table post add column campaign_id text default '';
-- Which row of which plan a post comes from, so that the same file finds it again.
alter table post add column plan_key text default '';

-- Which channel an account named in a plan file is: '' leaves it out.
create table plan_channel (
    brand_id text not null,
    layout text not null,
    label text not null,
    channel_id text not null,
    changed_at timestamp not null,
    actor text not null,
    primary key (brand_id, layout, label)
);

-- Secret addresses of the calendar feed: only their hashes.
create table calendar_feed (
    feed_id text primary key,
    brand_id text not null,
    token_hash text not null,
    language text not null default 'de',
    created_at timestamp not null,
    revoked_at timestamp,
    actor text not null
);

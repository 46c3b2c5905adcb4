-- Reviews of the strategy; the people of a brand and what they decided about posts.

create table review (
    review_id text primary key,
    brand_id text not null,
    version integer not null,
    state text not null,
    first_day date not null,
    last_day date not null,
    content text not null,
    next_version integer,
    started_at timestamp not null,
    saved_at timestamp not null,
    closed_at timestamp,
    actor text not null
);

-- Whoever left keeps the row: names in the audit would be lost otherwise.
create table member (
    member_id text primary key,
    brand_id text not null,
    name text not null,
    role text not null,
    created_at timestamp not null,
    left_at timestamp,
    actor text not null
);

-- One row each time a post was handed in, approved or given back; `version` is that of the text.
create table approval (
    approval_id text primary key,
    brand_id text not null,
    post_id text not null,
    version integer not null,
    decision text not null,
    comment text not null default '',
    decided_at timestamp not null,
    actor text not null
);

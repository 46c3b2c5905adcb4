-- Private messages, what was done about messages and people on their networks, and feeds of websites.

insert into sync_job (channel_id, job, brand_id, due_at)
select channel_id, 'messages', brand_id, connected_at from connection;

-- One row for each thing done about a message or the person behind it (hidden, deleted, muted, blocked, reported …).
-- `outcome`: done, refused, unknown or undone; `note`: what was written to the network with a report.
create table network_act (
    act_id text primary key,
    brand_id text not null,
    channel_id text not null,
    conversation_id text not null,
    message_id text not null,
    person_id text not null default '',
    act text not null,
    outcome text not null,
    reason text not null default '{}',
    note text not null default '',
    happened_at timestamp not null,
    undone_at timestamp,
    actor text not null
);

-- `etag` and `modified` are what the website wants to be asked with; `ok_at`: when it last answered as it should.
create table feed (
    feed_id text primary key,
    brand_id text not null,
    address text not null,
    title text not null default '',
    link text not null default '',
    etag text not null default '',
    modified text not null default '',
    due_at timestamp not null,
    ok_at timestamp,
    failures integer not null default 0,
    reason text not null default '{}',
    added_at timestamp not null,
    removed_at timestamp,
    actor text not null
);

create table feed_entry (
    feed_id text not null,
    entry_id text not null,
    brand_id text not null,
    title text not null default '',
    summary text not null default '',
    link text not null default '',
    author text not null default '',
    published_at timestamp,
    found_at timestamp not null,
    read_at timestamp,
    post_id text not null default '',
    primary key (feed_id, entry_id)
);

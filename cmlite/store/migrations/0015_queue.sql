-- The queue: deadlines as columns, saved searches, changes of many at once, merging and splitting, who is mentioned and
-- who is writing.

-- When the answer is due by the moderation plan (UTC), NULL where none is owed; it holds while somebody waits.
alter table conversation add column due_at timestamp;
-- When the network takes no more answers to what was written last, NULL where it always does.
alter table conversation add column closes_at timestamp;
-- What both were computed from: where one of these has changed they are computed anew.
alter table conversation add column due_class text default '';
alter table conversation add column due_since timestamp;
alter table conversation add column due_last timestamp;
alter table conversation add column due_plan text default '';
-- Since when it is put off, and the business minutes it was put off before, since the person waits.
alter table conversation add column snoozed_at timestamp;
alter table conversation add column paused_minutes double default 0;

create table saved_search (
    search_id text primary key,
    brand_id text not null,
    name text not null,
    -- JSON
    filters text not null,
    created_at timestamp not null,
    deleted_at timestamp,
    actor text not null
);

-- One press of a button for many conversations, with what each was before; so that it can be taken back.
create table bulk_change (
    bulk_id text primary key,
    brand_id text not null,
    act text not null,
    detail text not null default '',
    changed bigint not null,
    happened_at timestamp not null,
    undone_at timestamp,
    actor text not null
);

create table bulk_change_row (
    bulk_id text not null,
    brand_id text not null,
    conversation_id text not null,
    state text not null,
    snoozed_until timestamp,
    snoozed_at timestamp,
    class_id text not null default '',
    class_from text not null default '',
    class_why text not null default '',
    tags text not null default '',
    assignee text not null default ''
);

-- Conversations that were merged and threads that were split: which messages went from where to where. `gone` is the
-- row of the conversation that was merged into the other one, as JSON; its thread on the network leads there from now.
create table thread_change (
    change_id text primary key,
    brand_id text not null,
    -- 'merge' or 'split'
    kind text not null,
    from_id text not null,
    to_id text not null,
    channel_id text not null,
    person_id text not null,
    thread_id text not null default '',
    gone text not null default '',
    -- JSON
    message_ids text not null,
    happened_at timestamp not null,
    undone_at timestamp,
    actor text not null
);

create table mention_of_member (
    message_id text not null,
    brand_id text not null,
    conversation_id text not null,
    member_id text not null,
    happened_at timestamp not null,
    read_at timestamp,
    actor text not null,
    primary key (message_id, member_id)
);

-- Who writes an answer in which window; good for two minutes.
create table writing_now (
    window_id text not null,
    brand_id text not null,
    conversation_id text not null,
    actor text not null,
    written_at timestamp not null,
    primary key (window_id, conversation_id)
);

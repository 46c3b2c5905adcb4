-- Channels that are signed in, what is asked of their networks and when, and every try to send something.

-- No secret stands here: sign-ins lie in the keyring or in an encrypted file.
create table connection (
    channel_id text primary key,
    brand_id text not null,
    server text not null default '',
    can text not null default '',
    text_limit integer,
    state text not null,
    reason text not null default '{}',
    expires_at timestamp,
    paused_until timestamp,
    failing_since timestamp,
    last_ok_at timestamp,
    connected_at timestamp not null,
    actor text not null
);

create table sync_job (
    channel_id text not null,
    job text not null,
    brand_id text not null,
    position text not null default '',
    due_at timestamp not null,
    last_at timestamp,
    failures integer not null default 0,
    found bigint not null default 0,
    primary key (channel_id, job)
);

-- One row a try, written before the network is asked; `outcome` is empty until its answer is known.
create table attempt (
    attempt_id text primary key,
    brand_id text not null,
    channel_id text not null,
    subject text not null,
    subject_id text not null,
    part integer not null default 0,
    send_key text not null,
    started_at timestamp not null,
    ended_at timestamp,
    outcome text not null default '',
    reason text not null default '{}',
    external_id text not null default '',
    permalink text not null default ''
);

alter table publication add column as_thread boolean default false;
-- The parts of a thread as they were cut at the first try (JSON), so that every try sends the same ones.
alter table publication add column parts text default '';
alter table message add column url text default '';
alter table conversation add column thread_id text default '';

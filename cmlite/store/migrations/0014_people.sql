-- What the owner knows of a person, leads, and the rights of people: consent, erasure, forgetting by itself.

-- `tags`: words with commas between; `same_as`: the person this handle was joined to on the owner's word.
alter table person add column tags text default '';
alter table person add column same_as text default '';

create table person_consent (
    consent_id text primary key,
    brand_id text not null,
    person_id text not null,
    -- what they agreed to, and how they said so
    about text not null,
    how text not null default '',
    given_on date not null,
    withdrawn_on date,
    noted_at timestamp not null,
    actor text not null
);

create table lead (
    lead_id text primary key,
    brand_id text not null,
    person_id text not null default '',
    conversation_id text not null default '',
    -- the post they came from
    publication_id text not null default '',
    interest text not null,
    value decimal(12, 2),
    currency text not null default 'EUR',
    stage text not null,
    stage_at timestamp not null,
    next_step text not null default '',
    next_on date,
    -- why it was lost, in the owner's words
    reason text not null default '',
    version integer not null default 1,
    created_at timestamp not null,
    changed_at timestamp not null,
    deleted_at timestamp,
    actor text not null
);

-- Asked after a complaint; `score` (1 to 5) is empty until somebody noted the answer.
create table satisfaction (
    satisfaction_id text primary key,
    brand_id text not null,
    conversation_id text not null,
    person_id text not null default '',
    asked_at timestamp not null,
    score integer,
    noted_at timestamp,
    actor text not null
);

-- The proof of an erasure, without the person. `counts`: rows by table (JSON); `backups`: names of the backups that
-- were written before (JSON); `proof`: checksum over all of it and over the former proof.
create table erasure (
    erasure_id text primary key,
    brand_id text not null,
    happened_at timestamp not null,
    cause text not null,
    people integer not null,
    counts text not null,
    backups text not null default '[]',
    proof text not null,
    actor text not null
);

-- What must not come back from a network, a file or a backup: only keyed checksums of people and messages.
create table forgotten (
    brand_id text not null,
    mark text not null,
    kind text not null,
    erasure_id text not null,
    until_at timestamp not null,
    primary key (brand_id, mark)
);

-- One row for each time a rule of forgetting was carried out; `before_at`: older than that went.
create table retention_run (
    run_id text primary key,
    brand_id text not null,
    kind text not null,
    months integer not null,
    before_at timestamp not null,
    forgotten bigint not null,
    ran_at timestamp not null,
    actor text not null
);

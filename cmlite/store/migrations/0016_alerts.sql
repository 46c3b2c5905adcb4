-- Alarms about unusually many messages, what was kept of them as evidence, what was done; brands that are put away.

-- An archived brand leaves the switcher, the start page and the worker; everything of it stays.
alter table brand add column archived_at timestamp;

-- `kind`: messages or negative; `state`: open, dismissed (somebody said it is none) or over (it became quiet again).
-- `started_at`: the beginning of the window in which it was first unusual; `last_at`: the end of the last such window.
-- `facts` is what the sentence about it says: counts, the usual number, how it was judged, networks and posts.
create table alert (
    alert_id text primary key,
    brand_id text not null,
    kind text not null,
    state text not null,
    started_at timestamp not null,
    raised_at timestamp not null,
    last_at timestamp not null,
    facts text not null default '{}',
    reason text not null default '',
    decided_at timestamp,
    actor text not null
);

-- What was written, as it stood when it was kept: a network may delete it later. `sha256` is that of the text.
create table alert_evidence (
    alert_id text not null,
    message_id text not null,
    brand_id text not null,
    conversation_id text not null,
    person_id text not null default '',
    network text not null,
    direction text not null,
    handle text not null default '',
    text text not null,
    link text not null default '',
    sent_at timestamp not null,
    kept_at timestamp not null,
    sha256 text not null,
    actor text not null,
    primary key (alert_id, message_id)
);

-- Steps of the crisis plan that were taken (kind step) and notes (kind note); what is taken back keeps its row.
create table alert_entry (
    entry_id text primary key,
    alert_id text not null,
    brand_id text not null,
    kind text not null,
    text text not null,
    happened_at timestamp not null,
    undone_at timestamp,
    actor text not null
);

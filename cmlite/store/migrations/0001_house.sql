-- Everything of the owner carries brand_id; times are UTC timestamps; ids are text and speak.
-- Primary keys only: DuckDB freezes a table that has other indexes or foreign keys.

create table brand (
    brand_id text primary key,
    name text not null,
    trade text not null default '',
    country text not null default 'DE',
    subdivision text not null default '',
    place text not null default '',
    language text not null default 'de',
    zone text not null default 'Europe/Berlin',
    website text not null default '',
    business_hours text not null default '{}',
    is_example boolean not null default false,
    created_at timestamp not null,
    actor text not null
);

-- brand_id '' holds what belongs to the app itself (language, brand in view, last backup).
create table setting (
    brand_id text not null,
    name text not null,
    value text not null,
    changed_at timestamp not null,
    actor text not null,
    primary key (brand_id, name)
);

create table audit (
    audit_id text primary key,
    brand_id text not null,
    happened_at timestamp not null,
    actor text not null,
    subject text not null,
    subject_id text not null,
    from_state text not null default '',
    to_state text not null default '',
    detail text not null default '{}'
);

create table strategy (
    strategy_id text primary key,
    brand_id text not null,
    version integer not null,
    state text not null,
    content text not null,
    saved_at timestamp not null,
    decided_at timestamp,
    actor text not null
);

create table channel (
    channel_id text primary key,
    brand_id text not null,
    network text not null,
    handle text not null,
    name text not null default '',
    external_id text not null default '',
    mode text not null default 'assisted',
    state text not null default 'active',
    created_at timestamp not null,
    actor text not null,
    import_id text not null default ''
);

create table post (
    post_id text primary key,
    brand_id text not null,
    stage text not null,
    title text not null default '',
    text text not null default '',
    pillar_id text not null default '',
    format text not null default '',
    planned_utc timestamp,
    planned_zone text not null default '',
    planned_wall timestamp,
    version integer not null default 1,
    created_at timestamp not null,
    changed_at timestamp not null,
    deleted_at timestamp,
    actor text not null,
    import_id text not null default ''
);

create table publication (
    publication_id text primary key,
    brand_id text not null,
    post_id text not null,
    channel_id text not null,
    network text not null,
    state text not null,
    text text not null default '',
    format text not null default '',
    planned_utc timestamp,
    planned_zone text not null default '',
    planned_wall timestamp,
    published_at timestamp,
    published_precision text not null default '',
    external_id text not null default '',
    permalink text not null default '',
    is_reply boolean not null default false,
    is_shared boolean not null default false,
    changed_at timestamp not null,
    deleted_at timestamp,
    actor text not null,
    import_id text not null default ''
);

-- Snapshots: a later export adds a row, the newest wins for display, the older ones are the curve.
create table publication_metric (
    publication_id text not null,
    metric text not null,
    fetched_at timestamp not null,
    brand_id text not null,
    value double not null,
    source text not null,
    definition text not null default '',
    import_id text not null default '',
    primary key (publication_id, metric, fetched_at)
);

create table channel_metric (
    channel_id text not null,
    metric text not null,
    day date not null,
    fetched_at timestamp not null,
    brand_id text not null,
    value double not null,
    source text not null,
    definition text not null default '',
    import_id text not null default '',
    primary key (channel_id, metric, day, fetched_at)
);

create table channel_breakdown (
    channel_id text not null,
    dimension text not null,
    label text not null,
    day text not null default '',
    metric text not null,
    fetched_at timestamp not null,
    brand_id text not null,
    value double not null,
    source text not null,
    definition text not null default '',
    import_id text not null default '',
    primary key (channel_id, dimension, label, day, metric, fetched_at)
);

-- Without primary keys: a million imported messages would spend most of their time in three indexes. Ids are
-- kept unique by the writer (one at a time, and it leaves out what is there).
create table person (
    person_id text not null,
    brand_id text not null,
    network text not null,
    handle text not null,
    display_name text not null default '',
    note text not null default '',
    created_at timestamp not null,
    import_id text not null default ''
);

create table conversation (
    conversation_id text not null,
    brand_id text not null,
    channel_id text not null,
    network text not null,
    person_id text not null,
    publication_id text not null default '',
    kind text not null default 'comment',
    state text not null,
    snoozed_until timestamp,
    first_in_at timestamp,
    first_out_at timestamp,
    waiting_since timestamp,
    last_message_at timestamp not null,
    changed_at timestamp not null,
    actor text not null,
    import_id text not null default ''
);

create table message (
    message_id text not null,
    brand_id text not null,
    conversation_id text not null,
    person_id text not null default '',
    direction text not null,
    state text not null,
    text text not null,
    sent_at timestamp not null,
    external_id text not null default '',
    parent_id text not null default '',
    actor text not null default '',
    import_id text not null default ''
);

create table import_batch (
    import_id text primary key,
    brand_id text not null,
    file_name text not null,
    file_hash text not null,
    format_id text not null,
    kind text not null,
    network text not null,
    channel_id text not null default '',
    zone text not null default '',
    first_day date,
    last_day date,
    rows_read bigint not null default 0,
    rows_new bigint not null default 0,
    rows_changed bigint not null default 0,
    rows_same bigint not null default 0,
    rows_refused bigint not null default 0,
    findings text not null default '[]',
    state text not null,
    created_at timestamp not null,
    undone_at timestamp,
    actor text not null
);

-- What a batch overwrote, so that it can be put back.
create table import_change (
    import_id text not null,
    subject text not null,
    subject_id text not null,
    brand_id text not null,
    before text not null,
    after text not null,
    primary key (import_id, subject, subject_id)
);

create table import_refusal (
    import_id text not null,
    line bigint not null,
    brand_id text not null,
    reason text not null,
    detail text not null default '',
    primary key (import_id, line)
);

create table import_mapping (
    brand_id text not null,
    headings_key text not null,
    mapping text not null,
    network text not null default '',
    changed_at timestamp not null,
    actor text not null,
    primary key (brand_id, headings_key)
);

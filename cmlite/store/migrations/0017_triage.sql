-- Triage: what every incoming message is taken for and why, corrections by people, and the models learnt from them.

-- One row a judged message; '' is "unsure". `*_from`: 'words', 'model:<id>'. `*_why`: JSON list of signs. No primary
-- key: an import brings a hundred thousand messages at once; the one writer judges each once.
create table triage_judgement (
    message_id text not null,
    brand_id text not null,
    conversation_id text not null,
    -- 'de', 'en', 'other', '' unknown
    language text not null default '',
    language_certainty double,
    kind text not null default '',
    kind_certainty double,
    kind_from text not null default '',
    kind_why text not null default '',
    -- 'negative', 'neutral', 'positive', ''
    tone text not null default '',
    tone_certainty double,
    tone_from text not null default '',
    tone_why text not null default '',
    -- 'urgent', 'normal', ''
    urgency text not null default '',
    urgency_certainty double,
    urgency_from text not null default '',
    urgency_why text not null default '',
    judged_at timestamp not null
);

-- Corrections of tone and urgency (those of the kind are in `class_change`). `drawn`: how the message came before the
-- person: 'inbox', 'asked' (the app asked because it was unsure) or 'sample' (drawn by chance, for an honest estimate).
create table triage_correction (
    correction_id text primary key,
    brand_id text not null,
    message_id text not null,
    conversation_id text not null,
    -- 'kind', 'tone' or 'urgency'
    aspect text not null,
    language text not null,
    value text not null,
    before_value text not null default '',
    before_from text not null default '',
    before_certainty double,
    drawn text not null default 'inbox',
    corrected_at timestamp not null,
    taken_back_at timestamp,
    actor text not null
);

-- One version of a model. `state`: 'grey' suggestions to be read as such, 'on' labels where it is sure, 'ranking' order
-- only, 'past' an earlier version. `figures`: JSON of its test on later data. `content`: arrays, no code.
create table triage_model (
    model_id text primary key,
    brand_id text not null,
    aspect text not null,
    language text not null,
    version integer not null,
    state text not null,
    texts bigint not null,
    figures text not null,
    content blob not null,
    made_at timestamp not null,
    actor text not null
);

-- What the conversation is taken for as a whole, by its newest incoming message. `*_from`: 'person' as well.
alter table conversation add column language text default '';
alter table conversation add column tone text default '';
alter table conversation add column tone_from text default '';
alter table conversation add column urgency text default '';
alter table conversation add column urgency_from text default '';

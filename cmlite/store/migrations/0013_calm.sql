-- Answering calmly: saved replies and what came back, the pause on a heated thread, drafts shown to somebody, practice.

create table saved_reply (
    reply_id text primary key,
    brand_id text not null,
    name text not null,
    text text not null default '',
    -- '' fits every class, language and form of address
    class_id text not null default '',
    language text not null default '',
    address text not null default '',
    uses integer not null default 0,
    created_at timestamp not null,
    changed_at timestamp not null,
    deleted_at timestamp,
    actor text not null
);

-- One row each time a saved reply was put into an answer; sent_at once that answer went out and still said it.
create table reply_use (
    use_id text primary key,
    brand_id text not null,
    reply_id text not null,
    conversation_id text not null,
    used_at timestamp not null,
    sent_at timestamp,
    actor text not null
);

-- The pause after a heated message, for each person from when they first saw it.
create table cool_off (
    brand_id text not null,
    conversation_id text not null,
    message_id text not null,
    actor text not null,
    began_at timestamp not null,
    overruled_at timestamp,
    primary key (brand_id, conversation_id, message_id, actor)
);

-- Drafts of answers that were handed to somebody for a look; verdict is '', 'fine' or 'change'.
create table draft_look (
    look_id text primary key,
    brand_id text not null,
    conversation_id text not null,
    member_id text not null,
    text text not null default '',
    question text not null default '',
    asked_at timestamp not null,
    answered_at timestamp,
    verdict text not null default '',
    remark text not null default '',
    closed_at timestamp,
    actor text not null
);

create table practice_try (
    try_id text primary key,
    brand_id text not null,
    exercise_id text not null,
    language text not null default 'de',
    text text not null default '',
    -- the rules the answer broke, apart by blanks
    found text not null default '',
    tried_at timestamp not null,
    actor text not null
);

-- The moderation plan, its rules, and the class of every conversation with where it comes from.

-- Versions as of the editorial line: one current at most, the past ones. `content` is JSON.
create table moderation_plan (
    plan_id text primary key,
    brand_id text not null,
    version integer not null,
    state text not null,
    content text not null,
    saved_at timestamp not null,
    actor text not null
);

-- Rules stand beside the plan: bringing back an old version of it switches none on. `content` is JSON (conditions and
-- what follows); `tested_at`, `matched`, `looked_at`: what the rule as it is would have matched.
create table moderation_rule (
    rule_id text primary key,
    brand_id text not null,
    place integer not null,
    content text not null,
    is_on boolean not null default false,
    tested_at timestamp,
    matched bigint,
    looked_at bigint,
    created_at timestamp not null,
    changed_at timestamp not null,
    deleted_at timestamp,
    actor text not null
);

-- Where a class comes from: '' none yet, 'rule:<id>', 'person', 'model:<id>', 'words'.
alter table conversation add column class_id text default '';
alter table conversation add column class_from text default '';
alter table conversation add column class_why text default '';
-- 0 is usual, more is more urgent.
alter table conversation add column priority integer default 0;
-- Separated by commas.
alter table conversation add column tags text default '';
-- '' or a member_id
alter table conversation add column assignee text default '';

-- What people and rules did to conversations, with what was there before: shown, learnt from and undone. `batch_id` is
-- one press of a button or one arrival. No primary key: a rule may touch every conversation there is.
create table class_change (
    change_id text not null,
    batch_id text not null,
    brand_id text not null,
    conversation_id text not null,
    -- 'person' or 'rule'
    made_by text not null,
    rule_id text not null default '',
    before_class text not null default '',
    before_from text not null default '',
    before_why text not null default '',
    before_priority integer not null default 0,
    before_assignee text not null default '',
    after_class text not null default '',
    after_from text not null default '',
    after_why text not null default '',
    after_priority integer not null default 0,
    after_assignee text not null default '',
    -- '' or the tag that was added
    tag text not null default '',
    changed_at timestamp not null,
    undone_at timestamp,
    undone_by text not null default '',
    actor text not null
);

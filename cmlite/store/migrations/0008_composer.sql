-- What a post said at every save, first comments, links that say where they were clicked, building blocks of texts.

create table post_version (
    post_id text not null,
    version integer not null,
    brand_id text not null,
    content text not null,
    saved_at timestamp not null,
    actor text not null,
    primary key (post_id, version)
);

alter table publication add column first_comment text default '';
-- Whether links of the owner's website are marked when it goes out, where the brand has that switched on.
alter table post add column tagged boolean default true;

-- kind: snippet, signature, hashtags or template (which makes a draft on a pillar)
create table block (
    block_id text primary key,
    brand_id text not null,
    kind text not null,
    name text not null,
    text text not null default '',
    language text not null default '',
    pillar_id text not null default '',
    format text not null default '',
    uses integer not null default 0,
    created_at timestamp not null,
    changed_at timestamp not null,
    deleted_at timestamp,
    actor text not null
);

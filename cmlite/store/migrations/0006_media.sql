-- Pictures, videos and documents of the owner: their bytes are files beside the data file, named by their checksum.

create table media (
    media_id text primary key,
    brand_id text not null,
    kind text not null,
    media_type text not null,
    sha256 text not null,
    name text not null default '',
    size_bytes bigint not null,
    width integer not null default 0,
    height integer not null default 0,
    seconds double,
    -- The description given last; what a post says about it stands in post_media.
    alt text not null default '',
    tags text not null default '',
    -- Cut from this one, and how (JSON: frame, place of the focus).
    source_id text not null default '',
    cut text not null default '',
    made_by text not null default '',
    licence text not null default '',
    usable_until date,
    has_persons boolean not null default false,
    has_consent boolean not null default false,
    rights_note text not null default '',
    created_at timestamp not null,
    changed_at timestamp not null,
    deleted_at timestamp,
    actor text not null
);

-- What belongs to a post, in the order of `place` (from 0).
create table post_media (
    post_id text not null,
    media_id text not null,
    brand_id text not null,
    place integer not null,
    alt text not null default '',
    changed_at timestamp not null,
    actor text not null,
    primary key (post_id, media_id)
);

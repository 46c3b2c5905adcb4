-- Rebuilt at every start, so that an owner can open the file with any DuckDB client and read these.

create or replace view publication_value as
select publication_id, metric, brand_id, value, fetched_at, source, definition
from (
    select *, row_number() over (partition by publication_id, metric order by fetched_at desc) as age
    from publication_metric
) as snapshot
where age = 1;
comment on view publication_value is 'The newest known value of each metric of each publication; a metric that is missing has no row.';
comment on column publication_value.value is 'Count, or hours for watch_hours, or seconds for video_seconds.';
comment on column publication_value.fetched_at is 'UTC time at which the value was read from its source.';
comment on column publication_value.source is 'export, api or typed.';
comment on column publication_value.definition is 'Format id and heading of the source.';
comment on column publication_value.publication_id is 'The publication the value belongs to.';
comment on column publication_value.metric is 'Canonical name: reach, views, impressions, likes, comments, shares, saves, clicks …';
comment on column publication_value.brand_id is 'The brand that owns the row.';

create or replace view publication_figures as
select
    p.publication_id,
    p.brand_id,
    p.post_id,
    p.channel_id,
    p.network,
    coalesce(nullif(p.format, ''), nullif(o.format, ''), 'other') as format,
    o.pillar_id,
    o.title,
    coalesce(nullif(p.text, ''), o.text) as text,
    p.published_at,
    p.published_precision,
    p.permalink,
    p.is_reply,
    p.is_shared,
    max(v.value) filter (where v.metric = 'reach') as reach,
    max(v.value) filter (where v.metric = 'impressions') as impressions,
    max(v.value) filter (where v.metric = 'views') as views,
    max(v.value) filter (where v.metric = 'likes') as likes,
    max(v.value) filter (where v.metric = 'comments') as comments,
    max(v.value) filter (where v.metric = 'shares') as shares,
    max(v.value) filter (where v.metric = 'saves') as saves,
    max(v.value) filter (where v.metric = 'follows') as follows,
    coalesce(
        max(v.value) filter (where v.metric = 'clicks'),
        max(v.value) filter (where v.metric = 'link_clicks')
    ) as clicks,
    sum(v.value) filter (where v.metric in ('likes', 'comments', 'shares', 'saves')) as interactions,
    max(v.fetched_at) as fetched_at,
    min(v.source) as source
from publication as p
inner join post as o on o.post_id = p.post_id
left join publication_value as v on v.publication_id = p.publication_id
where p.state = 'published' and p.deleted_at is null and o.deleted_at is null
group by 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14;
comment on view publication_figures is 'One row a published post and channel with its newest figures; an empty cell is missing, not zero.';
comment on column publication_figures.publication_id is 'The post on one channel.';
comment on column publication_figures.brand_id is 'The brand that owns the row.';
comment on column publication_figures.post_id is 'The post, which may stand on several channels.';
comment on column publication_figures.channel_id is 'The account it was published with.';
comment on column publication_figures.network is 'Key of the network: facebook, instagram, linkedin_page …';
comment on column publication_figures.format is 'photo, video, reel, carousel, story, link, text, live, poll, document or other.';
comment on column publication_figures.pillar_id is 'Content pillar of the strategy; empty for none.';
comment on column publication_figures.title is 'Working title.';
comment on column publication_figures.text is 'What was published.';
comment on column publication_figures.published_at is 'UTC.';
comment on column publication_figures.published_precision is 'second, minute or day; with day the time of published_at means nothing.';
comment on column publication_figures.permalink is 'Address on the network.';
comment on column publication_figures.is_reply is 'An answer to somebody else.';
comment on column publication_figures.is_shared is 'A shared post of somebody else.';
comment on column publication_figures.reach is 'People who saw it, as the network counts.';
comment on column publication_figures.impressions is 'How often it was shown.';
comment on column publication_figures.views is 'How often it was looked at or played.';
comment on column publication_figures.likes is 'Likes and other reactions.';
comment on column publication_figures.comments is 'Comments.';
comment on column publication_figures.shares is 'Shares and reposts.';
comment on column publication_figures.saves is 'Saves and bookmarks.';
comment on column publication_figures.follows is 'New followers through it.';
comment on column publication_figures.clicks is 'Clicks of any kind, else those on links.';
comment on column publication_figures.interactions is 'likes + comments + shares + saves, of those that are known; empty when none is.';
comment on column publication_figures.fetched_at is 'UTC time of the newest value.';
comment on column publication_figures.source is 'Where the values came from: export, api or typed.';

-- What the owner chose for one network (JSON: content warning, who sees it, language, silent), and which posts made
-- elsewhere are not this one although they say the same (their publication ids).
alter table publication add column options text default '';
alter table publication add column other_than text default '';

-- The other messages of one try (the further pictures of an album, JSON), and what a correction wants to be read.
alter table attempt add column also text default '';
alter table attempt add column wanted text default '';

-- What signed-in channels may do besides, which was not asked when they were signed in.
update connection set can = can || ' language visibility warning'
where channel_id in (select channel_id from channel where network = 'mastodon');
update connection set can = can || ' language'
where channel_id in (select channel_id from channel where network = 'bluesky');
update connection set can = can || ' silent'
where channel_id in (select channel_id from channel where network = 'telegram');

-- When a network was last asked about a post, and since when it no longer shows a message.
alter table publication add column asked_at timestamp;
alter table message add column missing_since timestamp;

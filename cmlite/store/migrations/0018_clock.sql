-- The zone in which times without an offset are read in an own table, remembered with its columns ('': the owner's).
alter table import_mapping add column zone text default '';

-- The editorial line of each network, as the owner changed it; without a current row the proposal counts.
create table editorial_line (
    line_id text primary key,
    brand_id text not null,
    network text not null,
    version integer not null,
    state text not null,
    content text not null,
    saved_at timestamp not null,
    actor text not null
);

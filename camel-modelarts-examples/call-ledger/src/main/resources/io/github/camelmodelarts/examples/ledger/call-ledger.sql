-- The tables of the call ledger, version 1, for PostgreSQL. H2 has blob instead of bytea.
-- A program that opens the ledger creates what is missing.

create table if not exists call_ledger (
    input       varchar(700) not null,
    step        varchar(100) not null,
    state       varchar(20) not null check (state in ('CALLING', 'DONE', 'REJECTED', 'UNCERTAIN', 'OPEN')),
    call_id     varchar(36) not null,
    worker      varchar(200) not null,
    incarnation varchar(36) not null,
    calls       integer not null,
    sha256      varchar(64) not null,
    source      varchar(500),
    began       timestamp with time zone not null,
    ended       timestamp with time zone,
    result      bytea,
    error       varchar(2000),
    primary key (input, step)
);

create index if not exists call_ledger_state on call_ledger (state);

create table if not exists call_ledger_worker (
    worker      varchar(200) not null primary key,
    incarnation varchar(36) not null unique,
    alive_until timestamp with time zone not null
);

-- one row, written when all tables exist
create table if not exists call_ledger_version (
    id      integer not null primary key check (id = 1),
    version integer not null
);

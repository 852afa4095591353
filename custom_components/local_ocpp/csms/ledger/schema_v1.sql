-- Everything the ledger keeps, as of its first version.
-- Times are microseconds since 1970-01-01T00:00:00Z; energies are Wh as the station counts them.

CREATE TABLE transaction_v1 (
    -- Ours, unique for ever: OCPP 1.6 knows the session by it, and takes 31 bits.
    number         INTEGER PRIMARY KEY AUTOINCREMENT
                   CHECK (number BETWEEN 1 AND 2147483647),
    station        TEXT NOT NULL,
    -- What the station knows the session by: our number (1.6), or a name that it gave (2.x).
    id             TEXT NOT NULL,
    evse           INTEGER NOT NULL,
    connector      INTEGER NOT NULL,
    token          TEXT COLLATE NOCASE,
    token_type     TEXT,
    started_at     INTEGER NOT NULL,
    -- NULL: the station did not say; the lowest sample stands in.
    meter_start_wh REAL,
    lowest_wh      REAL,
    -- The furthest that the meter has come.
    meter_wh       REAL,
    sampled_at     INTEGER,
    ended_at       INTEGER,
    stop_reason    TEXT,
    -- What a kWh cost when the session began, in the owner's currency.
    price_per_kwh  REAL,
    -- Nobody told us the end: another session began. The station's own word replaces it.
    end_presumed   INTEGER NOT NULL DEFAULT FALSE
) STRICT;

-- AUTOINCREMENT counts on from here; opening the ledger moves it forward (database.py).
INSERT INTO sqlite_sequence (name, seq) VALUES ('transaction_v1', 0);

CREATE INDEX transaction_by_id_v1 ON transaction_v1 (station, id);
CREATE INDEX transaction_by_start_v1
    ON transaction_v1 (station, evse, connector, started_at);
CREATE INDEX transaction_open_v1 ON transaction_v1 (station) WHERE ended_at IS NULL;

-- The meter during sessions. The same moment in the same context is the same sample. By time
-- first: what a hundred stations say in a second is side by side, and written as one page.
CREATE TABLE sample_v1 (
    at                 INTEGER NOT NULL,
    transaction_number INTEGER NOT NULL,
    context            INTEGER NOT NULL, -- place in CONTEXTS (samples.py)
    energy_wh          REAL NOT NULL,
    power_w            REAL,
    current_a          REAL, -- of the strongest phase
    soc_percent        REAL,
    PRIMARY KEY (at, transaction_number, context)
) STRICT, WITHOUT ROWID;

CREATE TRIGGER sample_counts_v1 AFTER INSERT ON sample_v1 BEGIN
    UPDATE transaction_v1
       SET lowest_wh = min(coalesce(lowest_wh, new.energy_wh), new.energy_wh),
           meter_wh = max(coalesce(meter_wh, new.energy_wh), new.energy_wh),
           sampled_at = max(coalesce(sampled_at, new.at), new.at)
     WHERE number = new.transaction_number;
END;

-- A session as the rest of the program sees it.
CREATE VIEW session_v1 AS
SELECT number, station, id, evse, connector, token, token_type, started_at,
       coalesce(meter_start_wh, lowest_wh) AS meter_start_wh,
       meter_wh, sampled_at, price_per_kwh, ended_at, stop_reason
  FROM transaction_v1;

-- What a station is, can, and was doing: JSON (stations.py).
CREATE TABLE station_v1 (
    station TEXT PRIMARY KEY,
    memory  TEXT NOT NULL
) STRICT;

-- RFID tags, those that were removed and those never defined included: sessions name them.
CREATE TABLE tag_v1 (
    token            TEXT COLLATE NOCASE PRIMARY KEY,
    type             TEXT NOT NULL,
    name             TEXT,
    note             TEXT,
    expires_at       INTEGER,
    parent           TEXT,
    blocked          INTEGER NOT NULL DEFAULT FALSE,
    defined          INTEGER NOT NULL DEFAULT FALSE,
    seen_at          INTEGER,
    seen_by          TEXT, -- a station
    seen_status      TEXT
) STRICT;

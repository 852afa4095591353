BEGIN TRANSACTION;
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
INSERT INTO "sample_v1" VALUES(1780317000000000,91188459,1,4500.0,NULL,NULL,NULL);
INSERT INTO "sample_v1" VALUES(1780322460000000,91188460,1,8000.0,NULL,NULL,NULL);
INSERT INTO "sample_v1" VALUES(1780324260000000,91188460,1,10500.0,NULL,NULL,NULL);
CREATE TABLE station_v1 (
    station TEXT PRIMARY KEY,
    memory  TEXT NOT NULL
) STRICT;
INSERT INTO "station_v1" VALUES('GARAGE-1','{"state":{"id":"GARAGE-1","adopted":false,"online":false,"ocpp_version":"ocpp1.6","identity":{"vendor":"ACME","model":"Home 11","serial":"1","firmware":null,"meter_type":null,"meter_serial":null,"iccid":null,"imsi":null},"booted_at":"2026-06-01T11:55:00+00:00","status":null,"fault":null,"meter":{"readings":[],"at":null,"register":{"raw_wh":null,"at":null,"offset_wh":0,"restart_wh":null,"counts_sessions":false},"derived_power_w":null},"connectors":[[[1,1],{"status":"occupied","charging":"charging","fault":null,"meter":{"readings":[],"at":null,"register":{"raw_wh":1000,"at":"2026-06-01T12:00:00+00:00","offset_wh":0,"restart_wh":null,"counts_sessions":false},"derived_power_w":null},"transaction":null,"last_transaction":null,"limit":{"limit":{"amount":10,"unit":"A","phases":null,"duration_seconds":null},"at":"2026-06-01T12:00:00+00:00","means":{"purpose":"tx","rate_unit":"A","stack_level":1,"absolute":false,"timed":false},"rate":null,"transaction_id":null},"fallback":null}]],"learned":{"interviewed_at":"2026-06-01T11:56:00+00:00","firmware":null,"ocpp_version":null,"phases":null,"feature_profiles":["Core","SmartCharging"],"number_of_connectors":null,"max_keys":null,"rate_units":[],"max_stack_level":8,"max_periods":null,"max_profiles":null,"measurands":[],"sample_interval_seconds":null,"can_switch_phases":null,"local_list_enabled":null,"max_local_list":null,"max_send_local_list":null,"reserves_station":null,"unsupported":[],"variables":[["NumberOfConnectors","1"]],"trouble":[],"refused":[],"awaiting_restart":[],"limit_means":[[[1,1],[{"purpose":"tx","rate_unit":"A","stack_level":1,"absolute":false,"timed":false}]]],"refused_purposes":[],"profile_writes":0,"beliefs":{"measurands":null,"settings":[],"quiet_seconds":0,"needs_polling":false,"keeps_profiles":false,"min_power_w":null}},"maximum":null},"counted":[[[1,1],[]]]}');
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
INSERT INTO "tag_v1" VALUES('04A1B2C3','ISO14443','Anna',NULL,NULL,NULL,0,1,1780315200000000,'GARAGE-1','accepted');
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
INSERT INTO "transaction_v1" VALUES(91188459,'GARAGE-1','91188459',1,1,'04A1B2C3','ISO14443',1780315200000000,1000.0,4500.0,8000.0,1780317000000000,1780318800000000,'EVDisconnected',0.25,0);
INSERT INTO "transaction_v1" VALUES(91188460,'GARAGE-1','7f3a',1,1,NULL,NULL,1780322400000000,NULL,8000.0,10500.0,1780324260000000,NULL,NULL,NULL,0);
CREATE INDEX transaction_by_id_v1 ON transaction_v1 (station, id);
CREATE INDEX transaction_by_start_v1
    ON transaction_v1 (station, evse, connector, started_at);
CREATE INDEX transaction_open_v1 ON transaction_v1 (station) WHERE ended_at IS NULL;
CREATE TRIGGER sample_counts_v1 AFTER INSERT ON sample_v1 BEGIN
    UPDATE transaction_v1
       SET lowest_wh = min(coalesce(lowest_wh, new.energy_wh), new.energy_wh),
           meter_wh = max(coalesce(meter_wh, new.energy_wh), new.energy_wh),
           sampled_at = max(coalesce(sampled_at, new.at), new.at)
     WHERE number = new.transaction_number;
END;
CREATE VIEW session_v1 AS
SELECT number, station, id, evse, connector, token, token_type, started_at,
       coalesce(meter_start_wh, lowest_wh) AS meter_start_wh,
       meter_wh, sampled_at, price_per_kwh, ended_at, stop_reason
  FROM transaction_v1;
DELETE FROM "sqlite_sequence";
INSERT INTO "sqlite_sequence" VALUES('transaction_v1',91188460);
PRAGMA user_version = 1;
COMMIT;

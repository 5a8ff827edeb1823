DROP TABLE received_activities;
DROP TABLE dead_inboxes;
DROP TABLE deliveries;
DROP TABLE peers;
DROP TABLE activities;
DROP TABLE follows;
DROP TABLE actor_keys;
DROP TABLE actors;

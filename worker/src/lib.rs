//! Jobs: ingest, transcode, images, publication, mail

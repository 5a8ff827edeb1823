//! The same catalogue in PostgreSQL with `pg_trgm`, which is what one would use without a search engine.

use search::{Document, Key};
use testkit::TestDb;
use tokio_postgres::{Client, NoTls};

/// A database with the catalogue.
pub struct Trigrams {
    client: Client,
    _database: TestDb,
}

impl Trigrams {
    pub async fn fill(documents: &[Document]) -> anyhow::Result<Self> {
        let database = TestDb::create("search_bench", async |_| Ok(())).await?;
        let (client, connection) = tokio_postgres::connect(&database.url(), NoTls).await?;
        tokio::spawn(connection);
        client
            .batch_execute(
                "CREATE EXTENSION pg_trgm;
                 CREATE TABLE found (key text NOT NULL, line text NOT NULL, popularity bigint NOT NULL);
                 SET pg_trgm.word_similarity_threshold = 0.3;
                 SET pg_trgm.similarity_threshold = 0.2",
            )
            .await?;
        for chunk in documents.chunks(5_000) {
            let keys: Vec<String> = chunk.iter().map(|document| document.key.to_string()).collect();
            let lines: Vec<String> =
                chunk.iter().map(|document| format!("{} {}", document.title, document.by.concat())).collect();
            let heard: Vec<i64> =
                chunk.iter().map(|document| i64::try_from(document.popularity).unwrap_or(0)).collect();
            client
                .execute(
                    "INSERT INTO found SELECT * FROM unnest($1::text[], $2::text[], $3::bigint[])",
                    &[&keys, &lines, &heard],
                )
                .await?;
        }
        client.batch_execute("CREATE INDEX ON found USING gin (line gin_trgm_ops); ANALYZE found").await?;
        Ok(Self { client, _database: database })
    }

    /// The ten most similar lines.
    pub async fn search(&self, typed: &str) -> anyhow::Result<Vec<Key>> {
        let rows = self
            .client
            .query(
                "SELECT key FROM found WHERE line % $1 ORDER BY similarity(line, $1) DESC, popularity DESC LIMIT 10",
                &[&typed],
            )
            .await?;
        rows.iter().map(|row| Ok(row.get::<_, &str>(0).parse::<Key>()?)).collect()
    }
}

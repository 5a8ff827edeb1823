//! The tables as diesel sees them are those of the database.

use std::collections::BTreeSet;

use diesel::QueryableByName;
use diesel::sql_types::{Bool, Text};
use diesel_async::RunQueryDsl as _;

use super::Db;

#[derive(QueryableByName)]
struct Column {
    #[diesel(sql_type = Text)]
    table_name: String,
    #[diesel(sql_type = Text)]
    column_name: String,
    #[diesel(sql_type = Text)]
    kind: String,
    #[diesel(sql_type = Bool)]
    nullable: bool,
}

/// `table.column -> Type`, as `schema.rs` says.
fn declared() -> BTreeSet<String> {
    let mut table = "";
    let mut found = BTreeSet::new();
    for line in include_str!("../../src/schema.rs").lines() {
        let line = line.trim();
        if let Some((column, kind)) = line.trim_end_matches(',').split_once(" -> ").filter(|_| line.ends_with(',')) {
            found.insert(format!("{table}.{column} -> {kind}"));
        } else if let Some((name, _)) = line.split_once(" (").filter(|_| line.ends_with('{')) {
            table = name;
        }
    }
    found
}

fn type_of(column: &Column) -> String {
    let kind = match column.kind.as_str() {
        "uuid" => "Uuid",
        "text" => "Text",
        "_text" => "Array<Text>",
        "_uuid" => "Array<Uuid>",
        "bool" => "Bool",
        "bytea" => "Bytea",
        "timestamptz" => "Timestamptz",
        "date" => "Date",
        "jsonb" => "Jsonb",
        "int2" => "Int2",
        "int4" => "Int4",
        "int8" => "Int8",
        "float4" => "Float4",
        "float8" => "Float8",
        other => other,
    };
    if column.nullable { format!("Nullable<{kind}>") } else { kind.to_owned() }
}

#[tokio::test]
async fn every_column_is_declared_as_it_is() {
    let db = Db::new().await;
    let columns: Vec<Column> = diesel::sql_query(
        "SELECT table_name::text, column_name::text, udt_name::text AS kind, is_nullable = 'YES' AS nullable
         FROM information_schema.columns WHERE table_schema = 'public'",
    )
    .load(&mut *db.connection().await)
    .await
    .unwrap();
    let declared = declared();
    assert!(declared.len() > 300, "schema.rs was not understood");
    let tables: BTreeSet<&str> = declared.iter().filter_map(|line| line.split('.').next()).collect();
    let there: BTreeSet<String> = columns
        .iter()
        .filter(|column| tables.contains(column.table_name.as_str()))
        .map(|column| format!("{}.{} -> {}", column.table_name, column.column_name, type_of(column)))
        .collect();
    let wrong: Vec<_> = declared.symmetric_difference(&there).collect();
    assert!(wrong.is_empty(), "{wrong:#?}");
}

//! SQL that stands in the program as it is. `diesel::dsl::sql` and `diesel::sql_query` take any text, so PostgreSQL reads and plans
//! it anew each time; what is made here is prepared once a connection, as typed queries are. What it gives is named column by
//! column: a `*` means another thing after a migration, and a connection that has prepared it fails from then on.

use std::marker::PhantomData;

use diesel::QueryResult;
use diesel::expression::{
    AppearsOnTable, Expression, SelectableExpression, TypedExpressionType, ValidGrouping, is_aggregate,
};
use diesel::pg::Pg;
use diesel::query_builder::{AstPass, Query, QueryFragment, QueryId};
use diesel::serialize::ToSql;
use diesel::sql_types::{HasSqlType, Untyped};

/// An expression of the SQL type `ST`.
#[derive(Debug, Clone, Copy)]
pub struct Piece<ST> {
    text: &'static str,
    of: PhantomData<ST>,
}

/// An expression as it stands here.
#[must_use]
pub const fn sql<ST>(text: &'static str) -> Piece<ST> {
    Piece { text, of: PhantomData }
}

impl<ST: TypedExpressionType> Expression for Piece<ST> {
    type SqlType = ST;
}

impl<ST, From> SelectableExpression<From> for Piece<ST> where Self: Expression {}

impl<ST, From> AppearsOnTable<From> for Piece<ST> where Self: Expression {}

impl<ST, By> ValidGrouping<By> for Piece<ST> {
    type IsAggregate = is_aggregate::Never;
}

impl<ST> QueryId for Piece<ST> {
    type QueryId = ();

    const HAS_STATIC_QUERY_ID: bool = false;
}

impl<ST> QueryFragment<Pg> for Piece<ST> {
    fn walk_ast<'b>(&'b self, mut out: AstPass<'_, 'b, Pg>) -> QueryResult<()> {
        out.push_sql(self.text);
        Ok(())
    }
}

/// A whole statement.
#[derive(Debug, Clone, Copy)]
pub struct Statement(&'static str);

/// A statement as it stands here; its values are `$1`, `$2` and so on.
#[must_use]
pub const fn query(text: &'static str) -> Statement {
    Statement(text)
}

impl Statement {
    /// Gives the statement its first value.
    pub const fn bind<ST, T>(self, value: T) -> Bound<Self, ST, T> {
        Bound { query: self, value, of: PhantomData }
    }
}

impl QueryId for Statement {
    type QueryId = ();

    const HAS_STATIC_QUERY_ID: bool = false;
}

impl Query for Statement {
    type SqlType = Untyped;
}

impl QueryFragment<Pg> for Statement {
    fn walk_ast<'b>(&'b self, mut out: AstPass<'_, 'b, Pg>) -> QueryResult<()> {
        out.push_sql(self.0);
        Ok(())
    }
}

/// A statement with one more value.
#[derive(Debug, Clone, Copy)]
pub struct Bound<Q, ST, T> {
    query: Q,
    value: T,
    of: PhantomData<ST>,
}

impl<Q, ST, T> Bound<Q, ST, T> {
    /// Gives the statement its next value.
    pub fn bind<Next, U>(self, value: U) -> Bound<Self, Next, U> {
        Bound { query: self, value, of: PhantomData }
    }
}

impl<Q, ST, T> QueryId for Bound<Q, ST, T> {
    type QueryId = ();

    const HAS_STATIC_QUERY_ID: bool = false;
}

impl<Q, ST, T> Query for Bound<Q, ST, T> {
    type SqlType = Untyped;
}

impl<Q, ST, T> QueryFragment<Pg> for Bound<Q, ST, T>
where
    Q: QueryFragment<Pg>,
    Pg: HasSqlType<ST>,
    T: ToSql<ST, Pg>,
{
    fn walk_ast<'b>(&'b self, mut out: AstPass<'_, 'b, Pg>) -> QueryResult<()> {
        self.query.walk_ast(out.reborrow())?;
        out.push_bind_param_value_only(&self.value)
    }
}

//! The ladder diagram: who sent what to whom, from the journal.

mod row;

pub(crate) use self::row::Row;

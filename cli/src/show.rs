//! Answers laid out for a person.

mod advice;
mod comparison;
mod finding;
mod provenance;
mod review;
mod sources;
mod words;

pub(crate) use self::{
    advice::advice,
    comparison::{Comparison, details},
    review::{Extent, review},
};

#[cfg(test)]
mod tests;

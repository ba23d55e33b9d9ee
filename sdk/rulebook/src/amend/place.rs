//! Places in a plan as it came.

use std::fmt;

use crate::schema::{Field, PLAN, Type};

/// A place in a plan: a field of it, an item of a list of parts, or a field of a part.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Place {
    /// Field of the plan.
    pub(super) field: usize,
    /// Item of it, where it is a list of parts.
    pub(super) item: Option<usize>,
    /// Field of the part.
    pub(super) inner: Option<usize>,
}

impl Place {
    /// The place a path names; `None` where no plan has it, or where it is the plan as a whole.
    pub(super) fn parse(path: &str) -> Option<Self> {
        let (outer, inner) = match path.split_once('.') {
            Some((outer, inner)) => (outer, Some(inner)),
            None => (path, None),
        };
        let (name, item) = match outer.split_once('[') {
            Some((name, item)) => (name, Some(item.strip_suffix(']')?.parse().ok()?)),
            None => (outer, None),
        };
        let field = PLAN.index_of(name)?;
        let inner = match (PLAN.fields[field].ty, item, inner) {
            (Type::Record(kind), None, Some(inner)) | (Type::Records(kind), Some(_), Some(inner)) => {
                Some(kind.index_of(inner)?)
            }
            (Type::Records(_), _, None) | (_, None, None) => None,
            _ => return None,
        };
        Some(Self { field, item, inner })
    }

    /// A field of the plan.
    pub(super) fn field(field: usize) -> Self {
        Self { field, item: None, inner: None }
    }

    /// An item of a list of parts.
    pub(super) fn item(field: usize, item: usize) -> Self {
        Self { field, item: Some(item), inner: None }
    }

    /// A field of this part.
    pub(super) fn inner(self, inner: usize) -> Self {
        Self { inner: Some(inner), ..self }
    }

    /// Type of what stands there.
    pub(super) fn ty(self) -> Type {
        match (self.outer().ty, self.item, self.inner) {
            (Type::Record(kind) | Type::Records(kind), _, Some(inner)) => kind.fields[inner].ty,
            (Type::Records(kind), Some(_), None) => Type::Record(kind),
            (ty, ..) => ty,
        }
    }

    /// Whether a list of parts stands there.
    pub(super) fn is_parts(self) -> bool {
        matches!(self.ty(), Type::Records(_))
    }

    /// Whether another place is this one or lies within it.
    pub(super) fn contains(self, other: Self) -> bool {
        self.field == other.field
            && (self.item.is_none() || self.item == other.item)
            && (self.inner.is_none() || self.inner == other.inner)
    }

    fn outer(self) -> &'static Field {
        &PLAN.fields[self.field]
    }
}

impl fmt::Display for Place {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        let outer = self.outer();
        out.write_str(outer.name)?;
        if let Some(item) = self.item {
            write!(out, "[{item}]")?;
        }
        match (outer.ty, self.inner) {
            (Type::Record(kind) | Type::Records(kind), Some(inner)) => {
                write!(out, ".{}", kind.fields[inner].name)
            }
            _ => Ok(()),
        }
    }
}

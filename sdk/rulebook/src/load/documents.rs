//! The documents of a bundle, by what they are.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use crate::bundle::Bundle;
use crate::diagnostic::{Diagnostic, Faults};
use crate::parallel;
use crate::suggest::hint;
use crate::yaml::{self, Content, MOST_NODES, Node, Place, SourceFile};

/// What a document can be, by its first key.
const KINDS: &[&str] = &[
    "module",
    "source",
    "fact",
    "list",
    "platform",
    "rule",
    "stage",
    "scenario",
    "window",
    "opportunity",
    "influence",
    "release",
    "without",
];

/// Every document of a bundle: those of each of [`KINDS`], in the order of files and lines.
pub(super) struct Documents(Vec<Vec<Node>>);

impl Documents {
    /// Reads all files. What cannot be read is noted and left out.
    ///
    /// # Errors
    /// All files together hold more than a rulebook may: whatever else is wrong, this is the fault to mend.
    pub(super) fn read(bundle: &Bundle, faults: &mut Faults) -> Result<Self, Vec<Diagnostic>> {
        let is_yaml = |path: &str| path.ends_with(".yaml") || path.ends_with(".yml");
        let files: Vec<Arc<SourceFile>> =
            bundle.files().filter(|(path, _)| is_yaml(path)).map(source_file).collect();
        // Files are read side by side, so that which of them goes beyond the bound is chance, and is not told.
        let total = AtomicUsize::new(0);
        let is_beyond = || total.load(Ordering::Relaxed) > MOST_NODES;
        let read = parallel::each(&files, |file| {
            let mut faults = Faults::default();
            let mut room = if is_beyond() { 0 } else { MOST_NODES };
            let documents = yaml::documents(file, &mut room, &mut faults);
            total.fetch_add(MOST_NODES - room, Ordering::Relaxed);
            let known = documents.into_iter().filter_map(|node| Some((kind_of(&node, &mut faults)?, node)));
            (known.collect::<Vec<_>>(), faults)
        });
        if is_beyond() {
            let mut faults = Faults::default();
            yaml::note_too_many(&Place { file: Arc::clone(&files[0]), line: 1, column: 1 }, &mut faults);
            return Err(faults.into_result(|| ()).expect_err("one was noted"));
        }
        let mut documents = vec![Vec::new(); KINDS.len()];
        for (of_file, others) in read {
            of_file.into_iter().for_each(|(kind, node)| documents[kind].push(node));
            faults.add(others);
        }
        Ok(Self(documents))
    }

    /// All of them.
    pub(super) fn into_all(self) -> Vec<Node> {
        self.0.into_iter().flatten().collect()
    }

    /// Those that begin with `word`.
    pub(super) fn of(&self, word: &str) -> impl Iterator<Item = &Node> {
        let kind = KINDS.iter().position(|kind| *kind == word);
        kind.into_iter().flat_map(|kind| &self.0[kind])
    }

    /// What `read` makes of those that begin with `word`.
    pub(super) fn all<T: Send>(
        &self,
        word: &str,
        faults: &mut Faults,
        read: impl Fn(&Node, &mut Faults) -> Option<T> + Sync,
    ) -> Vec<T> {
        let nodes: Vec<&Node> = self.of(word).collect();
        let read = parallel::each(&nodes, |node| {
            let mut faults = Faults::default();
            (read(node, &mut faults), faults)
        });
        let (items, found): (Vec<Option<T>>, Vec<Faults>) = read.into_iter().unzip();
        found.into_iter().for_each(|others| faults.add(others));
        items.into_iter().flatten().collect()
    }

    /// The ids of those that begin with `word`, of those with faults too.
    pub(super) fn written(&self, word: &str) -> Vec<&str> {
        self.of(word).filter_map(|node| node.first_value()?.text()).collect()
    }
}

fn source_file((path, text): (&str, &str)) -> Arc<SourceFile> {
    let layer = path.strip_prefix("bases/").and_then(|rest| rest.split('/').next()).unwrap_or_default();
    Arc::new(SourceFile { name: path.to_owned(), text: text.to_owned(), layer: layer.to_owned() })
}

/// Which of [`KINDS`] a document is.
fn kind_of(node: &Node, faults: &mut Faults) -> Option<usize> {
    let first = match &node.content {
        Content::Map(entries) => entries.first().map(|(key, _)| key),
        _ => None,
    };
    let Some(first) = first else {
        faults.note(&node.place, "a document begins with a key that says what it is", hint("", KINDS));
        return None;
    };
    let word = first.text().unwrap_or_default();
    let kind = KINDS.iter().position(|kind| *kind == word);
    if kind.is_none() {
        let message = format!("no document begins with `{word}`");
        faults.note(&first.place, message, hint(word, KINDS));
    }
    kind
}

//! The same request, context and rulebook give the same bytes, for every method: requests are made from the protocol's own description,
//! so that a new method is tried as soon as it is there.

use std::path::{Path, PathBuf};
use std::{fs, thread};

use guidance_proto::FILE_DESCRIPTOR_SET;
use guidance_rulebook::{AUDIENCE, Bundle, CHANNEL, CONTENT, ENDORSEMENT, Kind, PLAN, STAGE, Type, WAIVER};
use proptest::collection::vec;
use proptest::prelude::{Just, any, prop_oneof};
use proptest::test_runner::{Config, RngSeed, TestRunner};
use prost::Message as _;
use prost::encoding::{WireType, encode_key, encode_varint};
use prost_types::field_descriptor_proto::{Label, Type as ProtoType};
use prost_types::{DescriptorProto, FieldDescriptorProto, FileDescriptorSet};

use super::super::{METHODS, RulebookModule};
use crate::{CallContext, CountryModule as _, Status};

/// The module that is asked: one without a library.
const MODULE: &str = "india";
const MARKET: &str = "IN";

const KINDS: [&Kind; 7] = [&PLAN, &AUDIENCE, &STAGE, &CHANNEL, &CONTENT, &ENDORSEMENT, &WAIVER];
const DAYS: [&str; 4] = ["2026-11-22", "2010-03-31", "2030-01-01", "2027-02-06"];
const TEXTS: [&str; 8] =
    ["c1", "facebook", "whatsapp", "en", "hi", "IN-RCH-001", "access/facebook", "a/b %s"];

#[test]
fn the_same_request_gets_the_same_bytes_on_every_run_and_thread_and_after_loading_again() {
    let (module, again) = (load(), load());
    let protocol = FileDescriptorSet::decode(FILE_DESCRIPTOR_SET).expect("the crate's own descriptors");
    let bytes = vec(prop_oneof![1 => Just(0), 2 => any::<u8>()], 0..120);
    let config = Config {
        cases: 12,
        rng_seed: RngSeed::Fixed(0x6775_6964),
        failure_persistence: None,
        ..Config::default()
    };
    let mut answered = 0;
    for (method, _) in METHODS {
        let input = request_type(&protocol, method);
        let outcome = TestRunner::new(config.clone()).run(&bytes, |bytes| {
            let request = Requests { protocol: &protocol, choices: &bytes }.request(input);
            let call = |module: &RulebookModule| answer(module, method, &request);
            let wanted = call(&module);
            assert!(call(&module) == wanted, "the second run of {method} gives other bytes");
            assert!(call(&again) == wanted, "{method} gives other bytes after loading again");
            thread::scope(|scope| {
                let threads: Vec<_> = (0..4).map(|_| scope.spawn(|| call(&module))).collect();
                for thread in threads {
                    let found = thread.join().expect("no call panics");
                    assert!(found == wanted, "{method} gives other bytes on another thread");
                }
            });
            Ok(())
        });
        outcome.unwrap_or_else(|error| {
            panic!("mend {method}, and keep this input as a test of its own: {error}")
        });
        answered += usize::from(answer(&module, method, &[]).is_ok());
    }
    assert!(
        answered > METHODS.len() / 2,
        "only {answered} methods answer an empty request; are all in error?"
    );
}

fn answer(module: &RulebookModule, method: &str, request: &[u8]) -> Result<Vec<u8>, Vec<u8>> {
    let context = CallContext {
        now_unix_seconds: 1_795_000_000,
        digest: "sha256:abc".to_owned(),
        publisher: "them".to_owned(),
    };
    module.call(&context, method, request).map_err(|status: Status| status.encode())
}

fn load() -> RulebookModule {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../country-modules");
    let mut files = Vec::new();
    collect(&root.join(MODULE), "", &mut files);
    collect(&root.join("shared/asia"), "bases/asia/", &mut files);
    RulebookModule::load(&Bundle::from_files(files).to_tar(), []).expect("a module of this repository loads")
}

fn collect(folder: &Path, prefix: &str, files: &mut Vec<(String, String)>) {
    let entries = fs::read_dir(folder).unwrap_or_else(|error| panic!("{}: {error}", folder.display()));
    let paths = entries.map(|entry| entry.expect("a readable folder").path());
    for path in paths.collect::<Vec<PathBuf>>() {
        let name = format!("{prefix}{}", path.file_name().unwrap_or_default().to_string_lossy());
        if path.is_dir() {
            collect(&path, &format!("{name}/"), files);
        } else if name.ends_with(".yaml") {
            files.push((name, fs::read_to_string(&path).expect("a file of a module is text")));
        }
    }
}

/// The message that a method such as `/marketguidance.v1.GuidanceService/ReviewPlan` takes.
fn request_type<'p>(protocol: &'p FileDescriptorSet, method: &str) -> &'p DescriptorProto {
    let (service, name) = method.trim_start_matches('/').split_once('/').expect("a service and a method");
    let services = protocol.file.iter().flat_map(|file| file.service.iter().map(move |one| (file, one)));
    let found = services
        .filter(|(file, one)| format!("{}.{}", file.package(), one.name()) == service)
        .flat_map(|(_, one)| &one.method)
        .find(|one| one.name() == name);
    message(protocol, found.unwrap_or_else(|| panic!("{method} stands in no .proto file")).input_type())
}

/// A message by its full name, with a leading dot.
fn message<'p>(protocol: &'p FileDescriptorSet, name: &str) -> &'p DescriptorProto {
    let messages = protocol.file.iter().flat_map(|file| file.message_type.iter().map(move |one| (file, one)));
    let found =
        messages.into_iter().find(|(file, one)| format!(".{}.{}", file.package(), one.name()) == name);
    found.unwrap_or_else(|| panic!("{name} is no message of its own; teach this test about it")).1
}

/// Requests made of bytes: each is a choice, a zero is "absent", and so is whatever follows the last.
struct Requests<'c> {
    protocol: &'c FileDescriptorSet,
    choices: &'c [u8],
}

// === impl Requests ===

impl Requests<'_> {
    fn request(&mut self, of: &DescriptorProto) -> Vec<u8> {
        self.message(of, 0)
    }

    fn next(&mut self) -> usize {
        let Some((first, rest)) = self.choices.split_first() else { return 0 };
        self.choices = rest;
        usize::from(*first)
    }

    fn message(&mut self, of: &DescriptorProto, depth: usize) -> Vec<u8> {
        let mut out = Vec::new();
        for field in of.field.iter().filter(|_| depth < 6) {
            // A pinned version and a token of another list are refused; a plan is what most requests are about.
            let choice = match field.name() {
                "module_version" | "page_token" => self.next() / 200,
                "plan" => 1,
                _ => self.next(),
            };
            let count = if field.label() == Label::Repeated { choice % 3 } else { choice.min(1) };
            for _ in 0..count {
                self.field(field, choice, depth, &mut out);
            }
        }
        out
    }

    fn field(&mut self, field: &FieldDescriptorProto, choice: usize, depth: usize, out: &mut Vec<u8>) {
        let number = u32::try_from(field.number()).expect("a field has a number above 0");
        let bytes = match field.r#type() {
            ProtoType::Message => {
                let of = message(self.protocol, field.type_name());
                self.message(of, depth + 1)
            }
            ProtoType::String => text(field.name(), choice).as_bytes().to_vec(),
            ProtoType::Double => {
                encode_key(number, WireType::SixtyFourBit, out);
                out.extend(((choice % 101) as f64).to_le_bytes());
                return;
            }
            _ => {
                encode_key(number, WireType::Varint, out);
                encode_varint(choice as u64 % 4, out);
                return;
            }
        };
        encode_key(number, WireType::LengthDelimited, out);
        encode_varint(bytes.len() as u64, out);
        out.extend(bytes);
    }
}

/// A text that fits the field, mostly.
fn text(field: &str, choice: usize) -> &'static str {
    let words = KINDS.iter().find_map(|kind| match kind.field(field)?.ty {
        Type::Word(words) | Type::Words(words) => Some(words),
        _ => None,
    });
    match (words, field) {
        (Some(words), _) => words[choice % words.len()],
        (None, "market" | "region_codes") => MARKET,
        (None, "as_of" | "known_as_of" | "from" | "until") => DAYS[choice % DAYS.len()],
        (None, name) if name.ends_with("_on") => DAYS[choice % DAYS.len()],
        _ => TEXTS[choice % TEXTS.len()],
    }
}

//! The table, called as a runner calls it.

use std::ffi::c_void;
use std::ptr::{null, null_mut};
use std::sync::Mutex;

use guidance_abi::{HostCallbacks, HostSlice, INTERNAL, INVALID_ARGUMENT, ModuleBuffer, OK};
use prost::Message as _;

use super::table;
use crate::status::{MODULE_PANICKED, rpc};
use crate::{CallContext, CountryModule, CreateError, Logger, Status};

/// Answers with what it was told; does what the rulebook or the method says.
struct Echo {
    rulebook: Vec<u8>,
}

impl CountryModule for Echo {
    fn create(rulebook: &[u8], log: Logger) -> Result<Self, CreateError> {
        match rulebook {
            b"refuse" => Err(CreateError::new("facts/access.yaml:3: unknown key")),
            b"panic" => panic!("no rulebook for you"),
            _ => {
                log.warn("made");
                Ok(Self { rulebook: rulebook.to_vec() })
            }
        }
    }

    fn call(&self, context: &CallContext, method: &str, request: &[u8]) -> Result<Vec<u8>, Status> {
        match method {
            "/Echo" => {
                let digest = context.digest.as_bytes();
                Ok([self.rulebook.as_slice(), b"|", digest, b"|", request].concat())
            }
            "/Nothing" => Ok(Vec::with_capacity(8)),
            "/Panic" => panic!("a bad day in {}", "Atlantis"),
            "/PanicWithoutText" => std::panic::panic_any(PanicsWhenDropped),
            _ => Err(Status::unimplemented(method)),
        }
    }
}

struct PanicsWhenDropped;

impl Drop for PanicsWhenDropped {
    fn drop(&mut self) {
        panic!("nobody should have dropped this");
    }
}

/// Takes log lines as a runner does.
#[derive(Default)]
struct Host {
    lines: Mutex<Vec<(u32, String)>>,
}

impl Host {
    fn callbacks(&self) -> HostCallbacks {
        let user = std::ptr::from_ref(self).cast_mut().cast();
        HostCallbacks { size: size_of::<HostCallbacks>() as u32, user, log: take_line }
    }
}

unsafe extern "C" fn take_line(user: *mut c_void, level: u32, message: HostSlice) {
    // SAFETY: `user` is the host of the test, which outlives the instance; the message is lent for this call.
    let (host, message) = unsafe { (&*user.cast_const().cast::<Host>(), message.as_bytes()) };
    host.lines.lock().unwrap().push((level, String::from_utf8(message.to_vec()).unwrap()));
}

fn create(callbacks: *const HostCallbacks, rulebook: &[u8]) -> Result<*mut c_void, (u32, String)> {
    let (mut instance, mut error) = (null_mut(), ModuleBuffer::EMPTY);
    // SAFETY: all pointers are valid or null as the contract allows.
    let code =
        unsafe { (table::<Echo>().create)(callbacks, HostSlice::new(rulebook), &mut instance, &mut error) };
    let message = String::from_utf8(taken(error)).unwrap();
    if code == OK { Ok(instance) } else { Err((code, message)) }
}

fn call(instance: *mut c_void, method: &[u8], request: &[u8]) -> (u32, Vec<u8>) {
    let context = CallContext { digest: "sha256:0".to_owned(), ..Default::default() }.encode_to_vec();
    call_with(instance, &context, method, request)
}

fn call_with(instance: *mut c_void, context: &[u8], method: &[u8], request: &[u8]) -> (u32, Vec<u8>) {
    let mut response = ModuleBuffer::EMPTY;
    let [context, method, request] = [context, method, request].map(HostSlice::new);
    // SAFETY: `instance` came from create or is null; the slices outlive the call.
    let code = unsafe { (table::<Echo>().call)(instance, context, method, request, &mut response) };
    (code, taken(response))
}

fn destroy(instance: *mut c_void) {
    // SAFETY: no call is under way, and the test does not use the instance again.
    unsafe { (table::<Echo>().destroy)(instance) };
}

/// The bytes of a buffer, which goes back to the module.
fn taken(buffer: ModuleBuffer) -> Vec<u8> {
    if buffer.data.is_null() {
        return Vec::new();
    }
    // SAFETY: the module made the buffer and nobody has freed it.
    let bytes = unsafe { std::slice::from_raw_parts(buffer.data, buffer.length) }.to_vec();
    // SAFETY: it came from this table, unchanged.
    unsafe { (table::<Echo>().free)(buffer) };
    bytes
}

fn status(body: &[u8]) -> (i32, String, Vec<String>) {
    let status = rpc::Status::decode(body).expect("a code other than OK comes with a google.rpc.Status");
    let reasons = status
        .details
        .iter()
        .map(|any| rpc::ErrorInfo::decode(any.value.as_slice()).expect("the detail is an ErrorInfo").reason)
        .collect();
    (status.code, status.message, reasons)
}

#[test]
fn a_module_lives_answers_logs_and_ends() {
    let host = Host::default();
    let callbacks = host.callbacks();
    let instance = create(&callbacks, b"rules").expect("this rulebook is fine");
    assert_eq!(call(instance, b"/Echo", b"hello"), (OK, b"rules|sha256:0|hello".to_vec()));
    assert_eq!(call(instance, b"/Nothing", b""), (OK, Vec::new()));
    assert_eq!(*host.lines.lock().unwrap(), [(2, "made".to_owned())]);
    destroy(instance);
}

#[test]
fn a_refused_rulebook_says_why() {
    let (code, message) = create(&Host::default().callbacks(), b"refuse").unwrap_err();
    assert_eq!((code, message.as_str()), (INVALID_ARGUMENT, "facts/access.yaml:3: unknown key"));
}

#[test]
fn a_panic_costs_its_call_and_says_what_it_said() {
    let (code, message) = create(&Host::default().callbacks(), b"panic").unwrap_err();
    assert_eq!((code, message.as_str()), (INTERNAL, "the module panicked: no rulebook for you"));

    let instance = create(&Host::default().callbacks(), b"").unwrap();
    for (method, said) in [
        ("/Panic", "the module panicked: a bad day in Atlantis"),
        ("/PanicWithoutText", "the module panicked: no message"),
    ] {
        let (code, body) = call(instance, method.as_bytes(), b"");
        assert_eq!(code, INTERNAL);
        assert_eq!(status(&body), (13, said.to_owned(), vec![MODULE_PANICKED.to_owned()]), "{method}");
    }
    assert_eq!(call(instance, b"/Echo", b"").0, OK, "the module still answers after its panics");
    destroy(instance);
}

#[test]
fn what_the_module_does_not_have_is_unimplemented() {
    let instance = create(&Host::default().callbacks(), b"").unwrap();
    let (code, body) = call(instance, b"/Other", b"");
    assert_eq!(code, 12);
    assert_eq!(status(&body).1, "this module does not answer /Other");
    destroy(instance);
}

#[test]
fn a_broken_runner_gets_internal_not_a_crash() {
    let instance = create(null(), b"").expect("a runner without callbacks gets a silent module");
    for (context, method) in [(&b"\xff"[..], &b"/Echo"[..]), (b"", b"\xff\xfe")] {
        assert_eq!(call_with(instance, context, method, b"").0, INTERNAL);
    }
    assert_eq!(call(null_mut(), b"/Echo", b""), (INTERNAL, Vec::new()));

    let short = HostCallbacks { size: 8, ..Host::default().callbacks() };
    destroy(create(&short, b"").expect("callbacks without a log make a silent module"));

    let nowhere = HostSlice { data: null(), length: 9 };
    let mut response = ModuleBuffer::EMPTY;
    // SAFETY: a slice at a null pointer is what is tested; the rest is valid.
    let code = unsafe {
        (table::<Echo>().call)(instance, nowhere, HostSlice::new(b"/Echo"), nowhere, &mut response)
    };
    assert_eq!((code, taken(response)), (OK, b"||".to_vec()), "a slice at null is empty");

    let empty = HostSlice::new(b"");
    // SAFETY: null outputs are what is tested; the instance is valid.
    let codes = unsafe {
        [
            (table::<Echo>().call)(instance, empty, empty, empty, null_mut()),
            (table::<Echo>().create)(null(), empty, null_mut(), null_mut()),
            (table::<Echo>().create)(null(), HostSlice::new(b"refuse"), &mut null_mut(), null_mut()),
        ]
    };
    assert_eq!(codes, [INTERNAL, INTERNAL, INVALID_ARGUMENT]);
    destroy(instance);
    destroy(null_mut());
}

//! A person's view in a terminal: `guidance ask`, `review` and `compare` as real processes before a real system.

use std::process::{Output, Stdio};

use guidance_e2e::{Artifacts, Stack, within};
use serde_json::Value;
use tokio::{io::AsyncWriteExt as _, process::Command};

/// `guidance` with the gateway of `stack`.
struct Guidance<'s>(&'s Stack);

/// What a run came to.
struct Said {
    code: Option<i32>,
    out: String,
    err: String,
}

// === impl Guidance ===

impl Guidance<'_> {
    async fn say(&self, words: &str) -> Said {
        self.say_with(words, "").await
    }

    /// With `input` on standard input.
    async fn say_with(&self, words: &str, input: &str) -> Said {
        let mut child = Command::new(Artifacts::built().program("guidance"))
            .current_dir(Artifacts::workspace())
            .args(words.split_whitespace())
            .env("GUIDANCE_GATEWAY", self.0.address.to_string())
            .env("COLUMNS", "100")
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .kill_on_drop(true)
            .spawn()
            .expect("guidance starts");
        let mut stdin = child.stdin.take().expect("its input is ours");
        // Who does not read the input may have closed it.
        let _unread = stdin.write_all(input.as_bytes()).await;
        drop(stdin);
        let Output { status, stdout, stderr } =
            within(words, child.wait_with_output()).await.expect("guidance ends");
        let text = |bytes| String::from_utf8(bytes).expect("text");
        let said = Said { code: status.code(), out: text(stdout), err: text(stderr) };
        assert!(!said.out.contains('\x1b'), "colour where no terminal is: {}", said.out);
        assert!(!said.err.contains("Status {"), "a debug dump: {}", said.err);
        said
    }
}

// === impl Said ===

impl Said {
    /// Checks the exit code, and what stands on standard output.
    fn holds(&self, code: i32, expected: &[&str]) -> &Self {
        assert_eq!(self.code, Some(code), "{}{}", self.out, self.err);
        for text in expected {
            assert!(self.out.contains(text), "no {text:?} in:\n{}", self.out);
        }
        self
    }

    /// Checks what stands on standard error.
    fn complains(&self, expected: &[&str]) {
        for text in expected {
            assert!(self.err.contains(text), "no {text:?} in:\n{}", self.err);
        }
    }

    fn lines(&self) -> Vec<Value> {
        self.out.lines().map(|line| serde_json::from_str(line).expect("a line of JSON")).collect()
    }
}

fn plan() -> String {
    std::fs::read_to_string(Artifacts::workspace().join("examples/plan.yaml")).expect("examples/plan.yaml")
}

#[tokio::test(flavor = "multi_thread")]
async fn ask_says_how_to_go_about_a_market() {
    let stack = Stack::with_market("IN").and_market("CN").start().await;
    let guidance = Guidance(&stack);
    let expected =
        ["CN: channels", "WeChat", "wechat", "Rules that bind", "Whom to call", "Sources", "Made by china "];
    guidance.say("ask CN --sector legal").await.holds(0, &expected);
    guidance.say("ask cn --language zh-Hans").await.holds(0, &["微信", "in zh-Hans"]);
    let expected = ["Orkut", "As of 2010-03-31"];
    guidance.say("ask IN --sector legal --as-of 2010-03").await.holds(0, &expected);

    let said = guidance.say("ask IN --sector legal --as-of 2010-03 --json").await;
    let lines = said.holds(0, &[]).lines();
    assert_eq!(lines.len(), 1);
    assert_eq!(lines[0]["channels"][0]["platform"], "orkut");
    assert_eq!(lines[0]["provenance"]["asOf"], "2010-03-31");

    let unknown = guidance.say("ask CM").await;
    unknown.holds(64, &[]).complains(&["\"CM\"", "did you mean CN", "NOT_FOUND", &stack.address.to_string()]);
    guidance.say("ask CN --as-of yesterday").await.holds(64, &[]).complains(&["as_of: ", "INVALID_ARGUMENT"]);
}

#[tokio::test(flavor = "multi_thread")]
async fn review_says_whether_a_plan_may_run() {
    let stack = Stack::with_market("CN").and_market("JP").start().await;
    let guidance = Guidance(&stack);
    let expected = ["CN: NO_GO", "CN-RCH-001", "examples/plan.yaml:", "fix ", "Sources", "sha256:"];
    guidance.say("review examples/plan.yaml --market CN").await.holds(1, &expected);
    let from_stdin = guidance.say_with("review - --market CN --as-of 2026-11-22 --json", &plan()).await;
    let from_file = guidance.say("review examples/plan.yaml --market CN --as-of 2026-11-22 --json").await;
    assert_eq!(from_stdin.out, from_file.out);
    assert_eq!(from_file.holds(1, &[]).lines()[0]["verdict"], "VERDICT_NO_GO");

    let several = guidance.say("review examples/plan.yaml --market JP --market CN").await;
    several.holds(1, &["MARKET  VERDICT", "CN: NO_GO"]);
    let rows = guidance.say("review examples/plan.yaml --market * --json").await.holds(1, &[]).lines();
    assert_eq!(rows.len(), 2);

    // What nobody can tell passes, unless it is asked for.
    let open = "sector: legal\n";
    guidance.say_with("review - --market CN", open).await.holds(0, &["CN: CANNOT_TELL", "Questions"]);
    guidance.say_with("review - --market CN --fail-on cannot_tell", open).await.holds(1, &["CANNOT_TELL"]);

    let faulty =
        guidance.say_with("review - --market CN", "sektor: legal\nchannels: [{platfrom: x}]\n").await;
    faulty.holds(65, &[]).complains(&[
        "standard input:1:1: ",
        "`sector`",
        "standard input:2:13: ",
        "`platform`",
    ]);
}

#[tokio::test(flavor = "multi_thread")]
async fn compare_puts_markets_side_by_side() {
    let stack = Stack::with_market("CN").and_market("JP").and_market("IN").start().await;
    let guidance = Guidance(&stack);
    let said = guidance.say("compare JP,CN IN --sector legal").await;
    said.holds(0, &["MARKET  RULES", "JP: channels", "Made by india "]);
    let place = |text: &str| said.out.find(text).expect(text);
    assert!(place("JP: channels") < place("CN: channels"), "details are in the order of the question");

    let partly = guidance.say("compare CN CM --sector legal").await;
    partly
        .holds(69, &["no answer", "CN: channels", "CM: no answer", "did you mean CN"])
        .complains(&["no answer from CM"]);
    let partly = guidance.say("compare CN CM --plan examples/plan.yaml --json").await;
    let mut rows = partly.holds(1, &[]).lines();
    rows.sort_by_key(|row| row["market"].to_string());
    assert_eq!((&rows[0]["market"], &rows[0]["status"]["code"]), (&"CM".into(), &5.into()));
    assert_eq!(rows[0]["status"]["details"][0]["reason"], "UNKNOWN_MARKET");
    assert_eq!(rows[1]["review"]["verdict"], "VERDICT_NO_GO");

    guidance.say("compare * --sector legal --json").await.holds(0, &[]);
    let twice = guidance.say("compare CN cn").await;
    twice.holds(64, &[]).complains(&["markets[1]: \"CN\" is named twice"]);
    let both = guidance.say("compare CN --plan examples/plan.yaml --sector legal").await;
    both.holds(64, &[]).complains(&["leave out --plan"]);
}

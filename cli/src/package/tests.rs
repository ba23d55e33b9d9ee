use std::{
    collections::BTreeSet,
    fs,
    os::unix::fs::PermissionsExt as _,
    path::{Path, PathBuf},
};

use base64::{Engine as _, engine::general_purpose::STANDARD};
use p256::{
    ecdsa::{DerSignature, VerifyingKey, signature::Verifier as _},
    pkcs8::DecodePublicKey as _,
};
use serde_json::{Value, json};

use super::{ABI_VERSION, DevelopmentKey, Digest, Kind, ModuleManifest, pack, pack_parts};
use crate::{
    Error,
    module::{Folder, Folders, Module},
};

fn manifest(kind: Kind) -> ModuleManifest {
    ModuleManifest {
        market: "CN".into(),
        module: "china".into(),
        version: "0.1.0".into(),
        kind,
        abi: ABI_VERSION,
        publisher: "affiliates/cn".into(),
        languages: vec!["en".into(), "zh-Hans".into()],
        target: (kind == Kind::Native).then(|| "x86_64-unknown-linux-gnu".into()),
    }
}

fn read(path: impl AsRef<Path>) -> Value {
    serde_json::from_slice(&fs::read(path).unwrap()).unwrap()
}

fn blob(package: &Path, descriptor: &Value) -> PathBuf {
    let digest = descriptor["digest"].as_str().unwrap();
    package.join("blobs/sha256").join(digest.strip_prefix("sha256:").unwrap())
}

#[test]
fn a_package_is_the_image_layout_that_a_host_reads() {
    for (kind, library) in [(Kind::Rulebook, None), (Kind::Native, Some(b"\x7fELF".as_slice()))] {
        let folder = tempfile::tempdir().unwrap();
        let key = DevelopmentKey::load_or_create(&folder.path().join("key")).unwrap();
        let out = folder.path().join("CN");
        let digest = pack_parts(&manifest(kind), b"tar", library, &key, &out).unwrap();

        assert_eq!(read(out.join("oci-layout")), json!({"imageLayoutVersion": "1.0.0"}));
        let index = read(out.join("index.json"));
        let image = &index["manifests"][0];
        assert_eq!(image["digest"], digest.to_string(), "the package's digest is that of its image manifest");
        assert_eq!(image["annotations"]["org.opencontainers.image.ref.name"], "0.1.0");
        let image = read(blob(&out, image));
        assert_eq!(image["artifactType"], "application/vnd.marketguidance.module.v1");
        assert_eq!(image["config"]["mediaType"], "application/vnd.marketguidance.module.config.v1+json");

        let mut config = json!({
            "market": "CN", "module": "china", "version": "0.1.0", "kind": "rulebook", "abi": 1,
            "publisher": "affiliates/cn", "languages": ["en", "zh-Hans"],
        });
        let mut layers = vec!["application/vnd.marketguidance.rulebook.v1.tar"];
        if kind == Kind::Native {
            config["kind"] = "native".into();
            config["target"] = "x86_64-unknown-linux-gnu".into();
            layers.push("application/vnd.marketguidance.library.v1");
        }
        assert_eq!(read(blob(&out, &image["config"])), config);
        let types: Vec<&str> = image["layers"]
            .as_array()
            .unwrap()
            .iter()
            .map(|layer| layer["mediaType"].as_str().unwrap())
            .collect();
        assert_eq!(types, layers);
    }
}

#[test]
fn every_blob_is_named_by_its_digest_and_referred_to() {
    let folder = tempfile::tempdir().unwrap();
    let key = DevelopmentKey::load_or_create(&folder.path().join("key")).unwrap();
    let out = folder.path().join("CN");
    pack_parts(&manifest(Kind::Native), b"tar", Some(b"library"), &key, &out).unwrap();

    let mut referred = BTreeSet::new();
    for top in read(out.join("index.json"))["manifests"].as_array().unwrap() {
        let manifest = read(blob(&out, top));
        let layers = manifest["layers"].as_array().unwrap();
        for descriptor in [top, &manifest["config"]].into_iter().chain(layers) {
            let bytes = fs::read(blob(&out, descriptor)).unwrap();
            assert_eq!(descriptor["digest"], Digest::of(&bytes).to_string());
            assert_eq!(descriptor["size"], bytes.len());
            referred.insert(blob(&out, descriptor));
        }
    }
    let present: BTreeSet<PathBuf> =
        fs::read_dir(out.join("blobs/sha256")).unwrap().map(|entry| entry.unwrap().path()).collect();
    assert_eq!(present, referred, "no blob is missing, none is left over");
}

#[test]
fn the_signature_is_over_the_payload_and_the_payload_names_the_image() {
    let folder = tempfile::tempdir().unwrap();
    let key = DevelopmentKey::load_or_create(&folder.path().join("key")).unwrap();
    let out = folder.path().join("CN");
    let digest = pack_parts(&manifest(Kind::Rulebook), b"tar", None, &key, &out).unwrap();

    let index = read(out.join("index.json"));
    let signature = &index["manifests"][1];
    let tag = format!("sha256-{}.sig", digest.hex());
    assert_eq!(signature["annotations"]["org.opencontainers.image.ref.name"], tag);
    let layer = &read(blob(&out, signature))["layers"][0];
    assert_eq!(layer["mediaType"], "application/vnd.dev.cosign.simplesigning.v1+json");
    let payload = fs::read(blob(&out, layer)).unwrap();
    let expected = format!(
        r#"{{"critical":{{"identity":{{"docker-reference":"marketguidance/china"}},"image":{{"docker-manifest-digest":"{digest}"}},"type":"cosign container image signature"}},"optional":null}}"#
    );
    assert_eq!(String::from_utf8(payload.clone()).unwrap(), expected);

    let der = STANDARD
        .decode(layer["annotations"]["dev.cosignproject.cosign/signature"].as_str().unwrap())
        .unwrap();
    let public = VerifyingKey::from_public_key_pem(&key.public_key_pem()).unwrap();
    public
        .verify(&payload, &DerSignature::try_from(der.as_slice()).unwrap())
        .expect("the published key must verify what the private one signed");
}

#[test]
fn the_same_parts_and_key_give_the_same_bytes() {
    let folder = tempfile::tempdir().unwrap();
    let key = DevelopmentKey::load_or_create(&folder.path().join("key")).unwrap();
    let index = |name: &str| {
        let out = folder.path().join(name);
        pack_parts(&manifest(Kind::Rulebook), b"tar", None, &key, &out).unwrap();
        fs::read(out.join("index.json")).unwrap()
    };
    assert_eq!(index("one"), index("two"));
}

#[test]
fn only_a_package_or_an_empty_folder_is_replaced() {
    let folder = tempfile::tempdir().unwrap();
    let key = DevelopmentKey::load_or_create(&folder.path().join("key")).unwrap();
    let pack_into = |out: &Path| pack_parts(&manifest(Kind::Rulebook), b"tar", None, &key, out);

    let out = folder.path().join("CN");
    fs::create_dir(&out).unwrap();
    pack_into(&out).expect("an empty folder is free to use");
    fs::write(out.join("blobs/sha256/stray"), "").unwrap();
    pack_into(&out).expect("a package is replaced");
    assert!(!out.join("blobs/sha256/stray").exists(), "nothing of the older package stays");

    let precious = folder.path().join("precious");
    fs::create_dir(&precious).unwrap();
    fs::write(precious.join("photo"), "1").unwrap();
    let error = pack_into(&precious).unwrap_err();
    assert!(matches!(error, Error::Unwritable { .. }), "{error:?}");
    assert!(precious.join("photo").exists(), "what is no package is never removed");
    let names: Vec<_> =
        fs::read_dir(folder.path()).unwrap().map(|entry| entry.unwrap().file_name()).collect();
    assert!(!names.iter().any(|name| name.to_string_lossy().contains("partial")), "left behind: {names:?}");
}

#[test]
fn a_key_is_made_once_and_only_its_owner_may_read_it() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("development.key");
    let made = DevelopmentKey::load_or_create(&path).unwrap();
    let again = DevelopmentKey::load_or_create(&path).unwrap();
    assert!(made.is_new() && !again.is_new());
    assert_eq!(made.public_key_pem(), again.public_key_pem());
    assert!(made.public_key_pem().starts_with("-----BEGIN PUBLIC KEY-----\n"));
    assert_eq!(fs::metadata(&path).unwrap().permissions().mode() & 0o777, 0o600);
    assert_eq!(made.sign(b"message"), again.sign(b"message"), "signatures are deterministic");
}

#[test]
fn a_file_that_is_no_key_is_never_overwritten() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("development.key");
    fs::write(&path, "something else").unwrap();
    let Err(error) = DevelopmentKey::load_or_create(&path) else { panic!("that is no key") };
    assert!(error.to_string().contains("openssl genpkey"), "say what to do: {error}");
    assert_eq!(fs::read_to_string(&path).unwrap(), "something else");
}

/// A module of this tree, by its folder.
fn country_module(name: &str) -> Module {
    let parent = Path::new(env!("CARGO_MANIFEST_DIR")).join("../country-modules");
    let folders = Folders::in_any_of(std::slice::from_ref(&parent)).unwrap();
    let folder = Folder::read(&parent.join(name)).unwrap();
    let bases = folders.bases_of(&folder).unwrap();
    Module::load(&folder, &bases).unwrap_or_else(|faults| panic!("{name} does not load: {faults:#?}"))
}

#[test]
fn every_module_of_this_tree_says_what_its_version_changed() {
    let modules = ["china", "india", "indonesia", "japan", "korea", "malaysia", "template"];
    for name in modules {
        let tar = country_module(name).rulebook_tar();
        let bundle = guidance_rulebook::Bundle::from_tar(&tar).unwrap();
        let files: Vec<String> = bundle.files().map(|(path, _)| path.to_owned()).collect();
        for changelog in ["changelog.yaml", "bases/asia/changelog.yaml"] {
            assert!(files.iter().any(|path| path == changelog), "{name} has no {changelog}: add a release");
        }
    }
}

#[test]
fn a_module_folder_becomes_a_package_with_its_bases_inside() {
    let folder = tempfile::tempdir().unwrap();
    let key = DevelopmentKey::load_or_create(&folder.path().join("key")).unwrap();
    let module = country_module("template");
    let out = folder.path().join("ZZ");
    pack(&module, None, &key, &out).unwrap();

    let image = read(blob(&out, &read(out.join("index.json"))["manifests"][0]));
    let config = read(blob(&out, &image["config"]));
    assert_eq!((&config["market"], &config["kind"]), (&json!("ZZ"), &json!("rulebook")));
    let rulebook = fs::read(blob(&out, &image["layers"][0])).unwrap();
    let bundle = guidance_rulebook::Bundle::from_tar(&rulebook).unwrap();
    let paths: Vec<&str> = bundle.files().map(|(path, _)| path).collect();
    assert!(paths.contains(&"module.yaml") && paths.contains(&"bases/asia/module.yaml"), "{paths:?}");
}

#[test]
fn a_module_and_its_kind_must_fit() {
    let folder = tempfile::tempdir().unwrap();
    let key = DevelopmentKey::load_or_create(&folder.path().join("key")).unwrap();
    let library = folder.path().join("library.so");
    fs::write(&library, "\x7fELF").unwrap();
    for (name, library, remedy) in [
        ("china", None, "--library PATH"),
        ("template", Some(library.as_path()), "leave out --library"),
        ("shared/asia", None, "regional base"),
    ] {
        let error = pack(&country_module(name), library, &key, &folder.path().join("out")).unwrap_err();
        assert!(matches!(error, Error::Usage(_)), "{name}: {error:?}");
        assert!(error.to_string().contains(remedy), "{name} should speak of {remedy}: {error}");
    }
}

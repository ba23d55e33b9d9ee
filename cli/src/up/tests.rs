use std::{fs, net::TcpListener};

use super::{free, writable_folder};
use crate::Error;

#[test]
fn a_taken_port_names_the_option_that_helps() {
    let taken = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = taken.local_addr().unwrap();
    for option in ["gateway", "host"] {
        let message = free(option, address).unwrap_err().to_string();
        assert!(message.contains(&address.to_string()), "{message}");
        assert!(message.contains(&format!("--{option} ADDR")), "{message}");
    }
    drop(taken);
    free("gateway", address).expect("the port is free again, and trying it does not take it");
}

#[test]
fn a_data_folder_is_made_or_refused_with_the_remedy() {
    let folder = tempfile::tempdir().unwrap();
    let data = writable_folder(folder.path().join("new/data")).unwrap();
    assert!(data.join("logs").is_dir());
    assert_eq!(fs::read_dir(&data).unwrap().count(), 1, "trying to write leaves nothing behind");

    let file = folder.path().join("file");
    fs::write(&file, "").unwrap();
    let error = writable_folder(file).unwrap_err();
    assert!(matches!(error, Error::DataFolder { .. }), "{error:?}");
    assert!(error.to_string().contains("--data DIR"), "{error}");
}

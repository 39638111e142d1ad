//! `--user` and `--vhost`.

use std::fs;

use crate::support::raw::{Answers, Raw};
use crate::support::{Alone, Cmd, error, scratch_dir};

#[test]
fn named_users_come_in_and_guest_no_more() {
    let home = scratch_dir();
    let file = |name: &str, text: &str| {
        let path = home.path().join(name);
        fs::write(&path, text).expect("the directory is writable");
        path.to_string_lossy().into_owned()
    };
    let (alice, bob) = (file("alice", "s3cret\nmore\n"), file("bob", "p:w\\ö"));
    let users = [format!("alice:{alice}"), format!("bob:{bob}")];
    let broker = Alone::new(&["--user", &users[0], "--user", &users[1], "--vhost", "other", "--vhost", "a/b"]);
    for (login, vhost) in [(["alice", "s3cret"], "/"), (["bob", "p:w\\ö"], "other"), (["alice", "s3cret"], "a/b")] {
        Raw::with(broker.port(), &Answers { login, vhost, ..Answers::default() }).open_channel(1);
    }
    let url = format!("amqp://alice@127.0.0.1:{}/a%2fb", broker.port());
    let send = |url: &str| Cmd::rmq().args(["send", "hi", "--url", url]);
    send(&url).args(["--password-file", &alice]).stderr(" [x] Sent hi\n").run();
    let refused = |user: &str| {
        error(
            &format!("cannot connect to amqp://127.0.0.1:{} (vhost 'a/b')", broker.port()),
            "ACCESS_REFUSED - Login was refused using authentication mechanism PLAIN. For details see the broker \
             logfile.",
            &format!("check the user name '{user}' and the password in --url, RMQ_URL or --password-file"),
        )
    };
    send(&url).args(["--password-file", &bob]).stderr(&refused("alice")).status(5).run();
    send(&url.replace("alice@", "")).stderr(&refused("guest")).status(5).run();
    broker.expect_quiet();
}

//! Brokers that say what they may not.

use super::*;

#[test]
fn what_a_content_may_not_be_is_the_end() {
    let deliver = |tag| delivery(1, tag, b"12345", 10);
    let header = |size: u64| frame(2, 1, &[&[0, 60, 0, 0][..], &size.to_be_bytes(), &[0, 0]].concat());
    let [method, whole, body] = <[Vec<u8>; 3]>::try_from(deliver(1)).unwrap();
    let close = frame(1, 1, b"\0\x14\0\x28\x01\x94\0\0\0\0\0");
    for wrong in [
        vec![body.clone()],
        vec![whole.clone()],
        vec![method.clone(), body.clone()],
        vec![method.clone(), method.clone()],
        vec![method.clone(), whole.clone(), whole.clone()],
        vec![method.clone(), whole.clone(), method.clone()],
        vec![method.clone(), whole, close],
        vec![method.clone(), header(4), body.clone()],
        vec![method.clone(), header(u64::MAX)],
        vec![method.clone(), header(512 * 1024 * 1024 + 1)],
        vec![method.clone(), header(0), body],
        vec![method.clone(), frame(2, 1, &[0, 60, 0, 0, 0])],
        vec![method[..method.len() - 1].to_vec(), vec![0]],
        vec![frame(1, 1, &[0, 60, 0, 60, 255])],
        vec![frame(2, 9, &[0; 14])],
        vec![frame(3, 9, b"x")],
        vec![frame(3, 0, b"x")],
        vec![frame(9, 1, &[])],
        vec![frame(8, 0, b"x")],
        vec![frame(1, 9, &[0, 99, 0, 1])],
        vec![b"\x03\0\x01\0\x02\0\x01".to_vec()],
    ] {
        let (link, _pipe) = open();
        let lane = link.lane(1);
        say(&link, &wrong.concat());
        assert!(is_over(&link), "{wrong:?}");
        assert!(!lane.put(|_, _, _| ()));
    }
    // As much as was promised may come in pieces of which some are empty.
    let (link, _pipe) = open();
    let lane = link.lane(1);
    say(
        &link,
        &[method, header(5), frame(3, 1, &[]), frame(3, 1, b"12"), frame(3, 1, &[]), frame(3, 1, b"345")].concat(),
    );
    assert_eq!(fetched(&lane), [(1, Bytes::from("12345"))]);
}

#[test]
fn a_promise_of_much_takes_no_memory() {
    let (link, _pipe) = open();
    let _lane = link.lane(1);
    let [method, ..] = <[Vec<u8>; 3]>::try_from(delivery(1, 1, b"x", 10)).unwrap();
    let header = frame(2, 1, &[&[0, 60, 0, 0][..], &(512_u64 * 1024 * 1024).to_be_bytes(), &[0, 0]].concat());
    say(&link, &[method, header].concat());
    for _ in 0..10_000 {
        say(&link, &frame(3, 1, &[]));
    }
    assert_eq!((link.with(|state| state.kept()), is_over(&link)), ((0, 1), false));
}

#[test]
fn bytes_of_any_kind_do_no_harm() {
    for seed in 0..2000 {
        let mut random = fastrand::Rng::with_seed(seed);
        let mut bytes =
            if random.bool() { handshake([0, 4096, FRAME_MAX, u32::MAX][random.usize(..4)]) } else { Vec::new() };
        for tag in 0..random.u64(..6) {
            let size = random.usize(..300);
            bytes.extend(delivery(random.u16(..3), tag, &vec![b'x'; size], 1 + random.u32(..200)).concat());
            bytes.extend(frame(random.u8(..10), random.u16(..3), &vec![random.u8(..); random.usize(..20)]));
        }
        for _ in 0..random.usize(..5) {
            let at = random.usize(..=bytes.len());
            match random.u8(..3) {
                0 => bytes.insert(at, random.u8(..)),
                1 if at < bytes.len() => bytes[at] = random.u8(..),
                _ => bytes.truncate(at.max(bytes.len() / 2)),
            }
        }
        let link = heard(&[]);
        let mut pipe = link.pipe();
        let mut lane = Some(link.lane(1));
        let mut rest = bytes.as_slice();
        let mut library = 0;
        while !rest.is_empty() && !is_over(&link) {
            let (chunk, behind) = rest.split_at(random.usize(1..=rest.len()));
            say(&link, chunk);
            rest = behind;
            library += heard_by_library(&mut pipe).len();
            if random.u8(..10) == 0 {
                lane = None;
            }
            let (kept, _) = link.with(|state| state.kept());
            assert!(kept + library <= bytes.len(), "seed {seed}");
        }
        drop(lane);
        assert!(library <= bytes.len() + 8, "seed {seed}");
    }
}

#[test]
fn a_frame_without_an_agreed_size_has_a_bound() {
    for (offered, size, over) in
        [(0, 0x2000_0001_u32, true), (0, 0x1fff_ffff, false), (4096, 4097, true), (u32::MAX, u32::MAX, true)]
    {
        let marks = Timeline::default().begin(&Endpoint::parse("amqp://h").unwrap());
        let link = Link::new(0, marks);
        say(&link, &handshake(offered));
        let mut pipe = link.pipe();
        let tune_ok = b"\x01\0\0\0\0\0\x0c\0\x0a\0\x1f\0\0\0\0\0\0\0\0\xce";
        said_by_library(&mut pipe, &[&b"AMQP\0\0\x09\x01"[..], tune_ok].concat());
        say(&link, &[&[1, 0, 0][..], &size.to_be_bytes()].concat());
        assert_eq!(is_over(&link), over, "{offered} and {size}");
    }
}

#[test]
fn deliveries_beyond_those_that_are_expected_are_the_end() {
    let (link, _pipe) = open();
    let lane = link.lane(1);
    lane.expect(2);
    for tag in 1..=2 {
        say(&link, &delivery(1, tag, b"x", 10).concat());
    }
    assert!(lane.settle(1, |_, _| ()));
    say(&link, &delivery(1, 3, b"x", 10).concat());
    // One more consumer, beyond whose prefetch those of the first are.
    lane.expect(1);
    say(&link, &delivery(1, 4, b"x", 10).concat());
    assert_eq!((fetched(&lane).len(), is_over(&link)), (4, false));
    say(&link, &delivery(1, 5, b"x", 10).concat());
    assert!(is_over(&link));
}

#[test]
fn who_expects_anything_and_is_slow_has_the_socket_wait() {
    let (link, _pipe) = open();
    let lane = link.lane(1);
    lane.expect_anything();
    let count = fill(&link);
    assert_eq!(u64::try_from(fetched(&lane).len()), Ok(count));
    assert!(!link.with(|state| state.is_full()));
    fill(&link);
    drop(lane);
    assert!(!link.with(|state| state.is_full()), "nobody is waited for who has gone");
}

#[test]
fn who_expects_so_many_has_the_socket_wait_only_when_told_to() {
    let (link, _pipe) = open();
    let lane = link.lane(1);
    lane.expect(10_000);
    for tag in 1..=1000 {
        say(&link, &delivery(1, tag, &[b'x'; 100_000], 100_000).concat());
    }
    assert!(!link.with(|state| state.is_full()));
    assert_eq!(fetched(&lane).len(), 1000);
    lane.hold_back();
    fill(&link);
}

/// Lets large messages come until the socket waits, and tells how many those were.
fn fill(link: &Link) -> u64 {
    let mut count = 0;
    while !link.with(|state| state.is_full()) {
        count += 1;
        say(link, &delivery(1, count, &[b'x'; 100_000], 100_000).concat());
    }
    assert!((100..1000).contains(&count), "{count}");
    count
}

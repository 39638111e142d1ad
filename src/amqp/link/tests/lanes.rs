//! To whom a frame goes.

use super::*;

const QOS_OK: [u8; 4] = [0, 60, 0, 11];
const CLOSE_OK: [u8; 4] = [0, 20, 0, 41];

fn close(channel: u16) -> Vec<u8> {
    frame(1, channel, b"\0\x14\0\x28\x01\x94\x09NOT_FOUND\0\0\0\0")
}

#[test]
fn frames_reach_those_whom_they_are_for_however_they_are_cut() {
    for seed in 0..100 {
        let mut random = fastrand::Rng::with_seed(seed);
        let (link, mut pipe) = open();
        let lanes = [link.lane(1), link.lane(2), link.lane(700)];
        let (mut expected, mut library, mut bytes) = ([const { Vec::new() }; 3], Vec::new(), Vec::new());
        // Frames of one channel keep their order, those of several mix.
        let mut under_way: [VecDeque<Vec<u8>>; 3] = Default::default();
        for tag in 1..40 {
            let at = random.usize(..3);
            let channel = [1, 2, 700][at];
            let (body, piece) = (vec![b'x'; random.usize(..3000)], random.u32(1..2000));
            match random.u8(..4) {
                0 => under_way[at].push_back(frame(1, channel, &QOS_OK)),
                1 => {
                    under_way[at].push_back(frame(
                        1,
                        channel,
                        &[&[0, 60, 0, 80, 0, 0, 0, 0, 0, 0, 0][..], &[tag, 0]].concat(),
                    ));
                    expected[at].push((u64::from(tag), Bytes::new()));
                }
                _ => {
                    under_way[at].extend(delivery(channel, tag.into(), &body, piece));
                    expected[at].push((tag.into(), body.into()));
                }
            }
            under_way[random.usize(..3)].extend(random.bool().then(Vec::new));
        }
        while under_way.iter().any(|frames| !frames.is_empty()) {
            let Some(next) = under_way[random.usize(..3)].pop_front() else { continue };
            let next = if next.is_empty() { frame(8, 0, &[]) } else { next };
            if next[7..].starts_with(&QOS_OK) {
                library.extend_from_slice(&next);
            }
            bytes.extend(next);
        }
        let mut rest = bytes.as_slice();
        while !rest.is_empty() {
            let (chunk, behind) = rest.split_at(random.usize(1..=rest.len().min(5000)));
            say(&link, chunk);
            rest = behind;
        }
        assert!(!is_over(&link), "seed {seed}");
        assert_eq!(heard_by_library(&mut pipe), library, "seed {seed}");
        for (lane, expected) in lanes.iter().zip(expected) {
            assert_eq!(fetched(lane), expected, "seed {seed}");
        }
        assert_eq!(link.with(|state| state.kept()), (0, 3));
    }
}

#[test]
fn what_comes_for_a_lane_that_was_dropped_is_not_kept() {
    let (link, mut pipe) = open();
    let lane = link.lane(1);
    let all = delivery(1, 1, &[b'x'; 5000], 2000);
    let (begun, rest) = all.split_at(3);
    say(&link, &begun.concat());
    assert_eq!(link.with(|state| state.kept()), (2000, 1));
    drop(lane);
    say(&link, &rest.concat());
    for tag in 2..100 {
        say(&link, &delivery(1, tag, &[b'x'; 5000], 2000).concat());
    }
    assert_eq!(link.with(|state| state.kept()), (0, 1));
    // What is the library's still is.
    say(&link, &frame(1, 1, &QOS_OK));
    assert_eq!(heard_by_library(&mut pipe), frame(1, 1, &QOS_OK));
    say(&link, &frame(1, 1, &CLOSE_OK));
    assert_eq!((link.with(|state| state.kept()), is_over(&link)), ((0, 0), false));
}

#[test]
fn a_channel_may_be_closed_and_opened_again() {
    let (link, mut pipe) = open();
    for round in 0..3 {
        let lane = link.lane(1);
        say(&link, &delivery(1, 7, b"before", 3).concat());
        say(&link, &close(1));
        assert!(!lane.put(|_, _, _| panic!("it is closed")));
        let goodbye = lane.goodbye().unwrap();
        assert_eq!((goodbye.code, goodbye.text.as_str()), (404, "NOT_FOUND"));
        assert_eq!(fetched(&lane), [(7, Bytes::from("before"))], "what came before is still there");
        if round == 1 {
            // It may be opened again before the first lane is gone.
            let again = link.lane(1);
            assert!(again.put(|_, _, _| ()));
        }
        drop(lane);
    }
    assert_eq!(heard_by_library(&mut pipe), close(1).repeat(3));
    assert_eq!(link.with(|state| state.kept()), (0, 0));
}

#[test]
fn a_lane_that_is_dropped_late_leaves_the_next_one_of_its_number_alone() {
    let (link, _pipe) = open();
    let old = link.lane(1);
    say(&link, &close(1));
    let new = link.lane(1);
    drop(old);
    say(&link, &delivery(1, 1, b"new", 10).concat());
    assert_eq!(fetched(&new), [(1, Bytes::from("new"))]);
}

#[test]
fn the_end_of_the_connection_is_that_of_every_lane() {
    let (link, mut pipe) = open();
    let lanes = [link.lane(1), link.lane(2)];
    // In the middle of a message.
    say(&link, &delivery(1, 1, &[b'x'; 100], 10)[..5].concat());
    let close = frame(1, 0, b"\0\x0a\0\x32\x01\x40\x06FORCED\0\0\0\0");
    say(&link, &close);
    for lane in &lanes {
        assert_eq!(lane.goodbye().map(|goodbye| goodbye.code), Some(320));
        assert!(!lane.put(|_, _, _| ()));
        let cx = Context::from_waker(noop_waker_ref());
        assert!(lane.poll_fetch(&cx, &mut VecDeque::new()).is_ready());
    }
    assert_eq!(heard_by_library(&mut pipe), close);
}

#[test]
fn a_library_that_goes_takes_the_lanes_with_it() {
    let (link, pipe) = open();
    let lane = link.lane(1);
    drop(pipe);
    let cx = Context::from_waker(noop_waker_ref());
    assert!(lane.poll_fetch(&cx, &mut VecDeque::new()).is_ready());
    assert!(!lane.put(|_, _, _| ()) && !link.lane(2).put(|_, _, _| ()));
}

#[test]
fn what_goes_out_goes_out_whole() {
    for seed in 0..100 {
        let mut random = fastrand::Rng::with_seed(seed);
        let (link, mut pipe) = open();
        let lanes = [link.lane(1), link.lane(2)];
        let large = frame(1, 0, &vec![7; random.usize(..100_000)]);
        let said = [b"AMQP\0\0\x09\x01".to_vec(), frame(8, 0, &[]), large, frame(1, 3, &QOS_OK)].concat();
        let mut rest = said.as_slice();
        let (mut sent, mut bodies) = (Vec::new(), 0);
        while !rest.is_empty() {
            let (chunk, behind) = rest.split_at(random.usize(1..=rest.len().min(30_000)));
            said_by_library(&mut pipe, chunk);
            rest = behind;
            // Nobody publishes before the greeting.
            if said.len() - rest.len() >= 8 {
                let lane = &lanes[random.usize(..2)];
                let body = Bytes::from(vec![9; random.usize(..60_000)]);
                bodies += body.len();
                assert!(lane.put(|outbox, channel, frame_max| outbox.put_content(channel, &[0, 0], &body, frame_max)));
            }
            if random.bool() {
                sent.extend(outgoing(&link));
            }
        }
        sent.extend(outgoing(&link));
        let frames = frames(&sent[8..]);
        let of = |mine: fn(&u16) -> bool| {
            let frames = frames.iter().filter(move |frame| mine(&u16::from_be_bytes([frame[1], frame[2]])));
            frames.cloned().collect::<Vec<_>>()
        };
        assert_eq!(of(|channel| matches!(channel, 0 | 3)).concat(), said[8..], "seed {seed}");
        let of_lanes = of(|channel| matches!(channel, 1 | 2));
        let sizes = of_lanes.iter().filter(|frame| frame[0] == 3).map(|frame| frame.len() - 8);
        assert_eq!(sizes.sum::<usize>(), bodies, "seed {seed}");
    }
}

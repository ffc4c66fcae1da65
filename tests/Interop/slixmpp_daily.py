#!/usr/bin/python3
"""A day with slixmpp: two people, one of them with two devices, from the registration to the removal of their accounts.

usage: slixmpp_daily.py PORT [HTTP_PORT]
       (a server started with: couplet serve --dev --port PORT --HttpPort=HTTP_PORT --Registration:Enabled=true)
Each step is a line; the last one counts them. The exit code is 0 if nothing failed.
"""
import asyncio
import hashlib
import sys
import tempfile
from datetime import datetime, timedelta, timezone

from slixmpp.plugins.xep_0048 import Bookmarks

from tour import PATIENCE, RUN, Client, event, refused, take

PORT = int(sys.argv[1])
HTTP = int(sys.argv[2]) if len(sys.argv) > 2 else None
PLUGINS = [f"xep_{n}" for n in "0012 0048 0054 0060 0084 0085 0092 0115 0118 0153 0163 0184 0191 0198 0202 0280 0308 0313 0352 0441".split()]
ALICE, BOB = f"alice-{RUN}", f"bob-{RUN}"
ALICE_JID, BOB_JID = f"{ALICE}@localhost", f"{BOB}@localhost"
PICTURE = bytes.fromhex(
    "89504e470d0a1a0a0000000d4948445200000001000000010802000000907753de0000000c49444154789c63f8cfc000000301010018dd8db00000000049454e44ae426082"
)
alice = phone = bob = None


def chat(sender, text):
    return lambda s: s.name == "message" and s["type"] == "chat" and s["body"] == text and sender in (s["from"], s["from"].bare)


async def register():
    global alice, bob
    alice = await Client(ALICE, "first secret", PORT, PLUGINS, "desk", register=True).login()
    bob = await Client(BOB, "his secret", PORT, PLUGINS, "home", register=True).login()
    for client in (alice, bob):
        assert client["feature_mechanisms"].mech.name.startswith("SCRAM-"), client["feature_mechanisms"].mech.name


async def change_password():
    global phone
    await alice["xep_0077"].change_password("second secret", jid="localhost", timeout=PATIENCE)
    alice.password = "second secret"  # for the day it connects again
    phone = await Client(ALICE, alice.password, PORT, PLUGINS, "phone").login()


async def wrong_password():
    stranger = Client(ALICE, "first secret", PORT)
    stranger.connect(("127.0.0.1", PORT))
    try:
        await asyncio.wait_for(stranger.ready, PATIENCE)
    except AssertionError:
        return
    finally:
        stranger.abort()
    raise AssertionError("the old password still works")


async def discover():
    info = (await alice["xep_0030"].get_info(jid="localhost", timeout=PATIENCE))["disco_info"]
    assert ("server", "im") in [i[:2] for i in info["identities"]], info
    for feature in ("urn:xmpp:carbons:2", "urn:xmpp:blocking", "vcard-temp"):
        assert feature in info["features"], f"{feature} is missing: {info}"
    own = (await alice["xep_0030"].get_info(jid=ALICE_JID, timeout=PATIENCE))["disco_info"]
    assert ("pubsub", "pep") in [i[:2] for i in own["identities"]] and "urn:xmpp:mam:2" in own["features"], own
    items = (await alice["xep_0030"].get_items(jid="localhost", timeout=PATIENCE))["disco_items"]["items"]
    assert "conference.localhost" in [str(i[0]) for i in items], items


async def roster_add():
    pushed = event(phone, "roster_update")
    await alice.update_roster(BOB_JID, name="Bob", groups=["Friends"])
    await pushed
    assert phone.client_roster[BOB_JID]["name"] == "Bob" and phone.client_roster[BOB_JID]["groups"] == ["Friends"]
    assert phone.client_roster[BOB_JID]["subscription"] == "none"


async def subscribe():
    for asker, other in ((alice, bob), (bob, alice)):
        asker.send_presence(pto=other.boundjid.bare, ptype="subscribe")
        await other.expect("a request", lambda s, a=asker: s["type"] == "subscribe" and s["from"] == a.boundjid.bare)
        other.send_presence(pto=asker.boundjid.bare, ptype="subscribed")
        await asker.expect("the consent", lambda s: s["type"] == "subscribed")
        await asker.expect("the contact's presence", lambda s, o=other: s.name == "presence" and s["from"] == o.boundjid)
    for owner, contact in ((phone, BOB_JID), (bob, ALICE_JID)):
        await owner["xep_0199"].ping(jid="localhost", timeout=PATIENCE)  # the pushes come before
        assert owner.client_roster[contact]["subscription"] == "both", owner.client_roster[contact]


async def presence():
    alice.send_presence(pshow="dnd", pstatus="at work", ppriority=5)
    seen = await bob.expect("her presence", lambda s: s.name == "presence" and s["status"] == "at work")
    assert seen["type"] == "dnd" and seen["priority"] == 5, seen


async def talk():
    message = alice.make_message(bob.boundjid, "Hello, Bob", mtype="chat")
    message["request_receipt"], message["chat_state"] = True, "active"
    message.send()
    got = await bob.expect("the message", chat(alice.boundjid, "Hello, Bob"))
    assert got["chat_state"] == "active" and got["id"] == message["id"], got
    await alice.expect("the receipt", lambda s: s.name == "message" and s["receipt"] == message["id"])


async def correct():
    wrong = alice.make_message(bob.boundjid, "Helo", mtype="chat")
    wrong.send()
    right = alice.make_message(bob.boundjid, "Hello", mtype="chat")
    right["replace"]["id"] = wrong["id"]
    right.send()
    got = await bob.expect("the correction", chat(alice.boundjid, "Hello"))
    assert got["replace"]["id"] == wrong["id"], got


async def carbons():
    for device in (alice, phone):
        await device["xep_0280"].enable(timeout=PATIENCE)
    bob.send_message(alice.boundjid, "to the desk", mtype="chat")
    await alice.expect("the message", chat(bob.boundjid, "to the desk"))
    copy = await phone.expect("a received carbon", lambda s: s.name == "message" and s.get_plugin("carbon_received", check=True) is not None)
    assert copy["carbon_received"]["body"] == "to the desk", copy
    alice.send_message(bob.boundjid, "from the desk", mtype="chat")
    await bob.expect("the message", chat(alice.boundjid, "from the desk"))
    copy = await phone.expect("a sent carbon", lambda s: s.name == "message" and s.get_plugin("carbon_sent", check=True) is not None and s["carbon_sent"]["body"])
    assert copy["carbon_sent"]["body"] == "from the desk", copy


async def offline():
    global bob
    await bob.disconnect()
    await alice.expect("his leaving", lambda s: s.name == "presence" and s["type"] == "unavailable" and s["from"].bare == BOB_JID)
    alice.send_message(BOB_JID, "while you were out", mtype="chat")
    await alice["xep_0199"].ping(jid="localhost", timeout=PATIENCE)
    bob = await Client(BOB, "his secret", PORT, PLUGINS, "home").login()
    kept = await bob.expect("the message", chat(ALICE_JID, "while you were out"))
    assert abs(kept["delay"]["stamp"] - datetime.now(timezone.utc)) < timedelta(minutes=1), kept


def bodies(page):
    return [m["mam_result"]["forwarded"]["stanza"]["body"] for m in page["mam"]["results"]]


async def archive():
    sent = [f"page {n}" for n in range(8)]
    for text in sent:
        alice.send_message(BOB_JID, text, mtype="chat")
    await bob.expect("the last", chat(ALICE_JID, sent[-1]))
    pages = []
    async for page in bob["xep_0313"].retrieve(with_jid=ALICE_JID, iterator=True, rsm={"max": 3}):
        pages.append(bodies(page))
    found = [b for page in pages for b in page if b.startswith("page ")]
    assert found == sent and max(map(len, pages)) == 3, pages
    # Backwards, its iterator stops after one page if it is told the index of that page, so the others are asked for one by one.
    async for last in bob["xep_0313"].retrieve(with_jid=ALICE_JID, iterator=True, reverse=True, rsm={"max": 3}):
        page, backwards = last, bodies(last)
        break
    for _ in range(2):
        rsm = {"max": 3, "before": page["mam_fin"]["rsm"]["first"]}
        page = await bob["xep_0313"].retrieve(with_jid=ALICE_JID, rsm=rsm, timeout=PATIENCE)
        backwards = bodies(page) + backwards
    assert backwards[-8:] == sent, backwards
    total = (await bob["xep_0313"].retrieve(with_jid=ALICE_JID, rsm={"max": 0}, timeout=PATIENCE))["mam_fin"]["rsm"]["count"]
    assert int(total) == sum(map(len, pages)), total


async def archive_by_time():
    hour = timedelta(hours=1)
    now = datetime.now(timezone.utc)
    none = await bob["xep_0313"].retrieve(with_jid=ALICE_JID, start=now + hour, timeout=PATIENCE)
    some = await bob["xep_0313"].retrieve(with_jid=ALICE_JID, start=now - hour, end=now + hour, rsm={"max": 2}, timeout=PATIENCE)
    assert len(none["mam"]["results"]) == 0 and len(some["mam"]["results"]) == 2, (none, some)


async def archive_preferences():
    await bob["xep_0441"].set_preferences("always", None, [f"shop-{RUN}@localhost"], timeout=PATIENCE)
    default, always, never = await bob["xep_0441"].get_preferences(timeout=PATIENCE)
    assert (default, set(always), {str(j) for j in never}) == ("always", set(), {f"shop-{RUN}@localhost"}), (default, always, never)


async def avatar():
    told = event(bob, "avatar_metadata_publish")
    await alice["xep_0084"].publish_avatar(PICTURE, timeout=PATIENCE)
    name = hashlib.sha1(PICTURE).hexdigest()
    info = {"id": name, "type": "image/png", "bytes": str(len(PICTURE)), "width": "1", "height": "1"}
    await alice["xep_0084"].publish_avatar_metadata(info, timeout=PATIENCE)
    message = await told
    item = message["pubsub_event"]["items"]["item"]
    assert message["from"] == ALICE_JID and item["id"] == name, message
    fetched = await bob["xep_0084"].retrieve_avatar(ALICE_JID, name, timeout=PATIENCE)
    assert fetched["pubsub"]["items"]["item"]["avatar_data"]["value"] == PICTURE, fetched


async def vcard():
    card = alice["xep_0054"].make_vcard()
    card["FN"], card["NICKNAME"] = "Alice Adams", "al"
    await alice["xep_0054"].publish_vcard(card, timeout=PATIENCE)
    read = (await bob["xep_0054"].get_vcard(ALICE_JID, timeout=PATIENCE))["vcard_temp"]
    assert read["FN"] == "Alice Adams", read


async def tune():
    told = event(bob, "user_tune_publish")
    await alice["xep_0118"].publish_tune(artist="Anna", title="Song", timeout=PATIENCE)
    got = (await told)["pubsub_event"]["items"]["item"]["tune"]
    assert got["artist"] == "Anna" and got["title"] == "Song", got


async def bookmarks():
    room = f"den-{RUN}@conference.localhost"
    marks = Bookmarks()
    marks.add_conference(room, "Al", name="The den", autojoin=True)
    await alice["xep_0048"].set_bookmarks(marks, method="xep_0049", timeout=PATIENCE)
    read = (await phone["xep_0048"].get_bookmarks(method="xep_0049", timeout=PATIENCE))["private"]["bookmarks"]["conferences"]
    assert [(str(c["jid"]), c["nick"], c["autojoin"]) for c in read] == [(room, "Al", True)], read
    items = (await phone["xep_0060"].get_items(ALICE_JID, "urn:xmpp:bookmarks:1", timeout=PATIENCE))["pubsub"]["items"]
    assert [i["id"] for i in items] == [room], items


async def block():
    await alice["xep_0191"].block(BOB_JID, timeout=PATIENCE)
    await bob.expect("her leaving", lambda s: s.name == "presence" and s["type"] == "unavailable" and s["from"] == alice.boundjid)
    listed = (await phone["xep_0191"].get_blocked(timeout=PATIENCE))["blocklist"]["items"]
    assert {str(j) for j in listed} == {BOB_JID}, listed
    bob.send_message(ALICE_JID, "are you there?", mtype="chat")
    bounced = await bob.expect("an error", lambda s: s.name == "message" and s["type"] == "error")
    assert bounced["error"]["condition"] == "service-unavailable", bounced
    await alice.nothing("a message from someone blocked", chat(BOB_JID, "are you there?"))
    alice.send_message(BOB_JID, "to someone blocked", mtype="chat")
    own = await alice.expect("an error", lambda s: s.name == "message" and s["type"] == "error")
    assert own["error"]["condition"] == "not-acceptable", own
    await alice["xep_0191"].unblock(BOB_JID, timeout=PATIENCE)
    await bob.expect("her return", lambda s: s.name == "presence" and s["type"] != "unavailable" and s["from"] == alice.boundjid)
    bob.send_message(ALICE_JID, "now?", mtype="chat")
    await alice.expect("the message", chat(BOB_JID, "now?"))


async def upload():
    import aiohttp  # pylint: disable=import-outside-toplevel  # slixmpp's plugin needs it too

    alice.register_plugin("xep_0363")
    # Its own search for the service hands coroutines to asyncio.wait, which Python 3.11 refuses.
    services = (await alice["xep_0030"].get_items(jid="localhost", timeout=PATIENCE))["disco_items"]["items"]
    for service in [i[0] for i in services]:
        info = (await alice["xep_0030"].get_info(jid=service, timeout=PATIENCE))["disco_info"]
        if "urn:xmpp:http:upload:0" in info["features"]:
            alice["xep_0363"].upload_service = service
    assert alice["xep_0363"].upload_service, services
    content = bytes(range(256)) * 100
    with tempfile.NamedTemporaryFile(suffix=".png") as file:
        file.write(content)
        file.flush()
        url = await alice["xep_0363"].upload_file(file.name, timeout=PATIENCE)
    async with aiohttp.ClientSession() as http, http.get(url, timeout=PATIENCE) as answer:
        assert answer.status == 200 and await answer.read() == content, f"{answer.status} {url}"


async def ping():
    for target in ("localhost", alice.boundjid):
        await bob["xep_0199"].ping(jid=target, timeout=PATIENCE)


async def versions():
    software = (await bob["xep_0092"].get_version("localhost", timeout=PATIENCE))["software_version"]
    assert software["name"] and software["version"], software
    answer = await bob["xep_0202"].get_entity_time("localhost", timeout=PATIENCE)
    utc = answer.xml.findtext("{urn:xmpp:time}time/{urn:xmpp:time}utc")  # slixmpp adds a second Z before it reads the time
    assert abs(datetime.fromisoformat(utc) - datetime.now(timezone.utc)) < timedelta(minutes=1), utc


async def last_activity():
    uptime = (await bob["xep_0012"].get_last_activity("localhost", timeout=PATIENCE))["last_activity"]
    contact = (await bob["xep_0012"].get_last_activity(ALICE_JID, timeout=PATIENCE))["last_activity"]
    assert uptime["seconds"] >= 0 and contact["seconds"] == 0, (uptime, contact)
    await refused("service-unavailable", bob["xep_0012"].get_last_activity(f"nobody-{RUN}@localhost", timeout=PATIENCE))


async def inactive():
    alice["xep_0352"].send_inactive()
    bob.send_message(alice.boundjid, "urgent", mtype="chat")
    await alice.expect("the message in spite of its sleep", chat(bob.boundjid, "urgent"))
    alice["xep_0352"].send_active()


async def resume():
    resumed, lost = event(alice, "session_resumed"), event(alice, "disconnected")
    jid = alice.boundjid.full
    alice.abort()
    await lost
    for n in range(3):
        bob.send_message(jid, f"lost line {n}", mtype="chat")
    await bob["xep_0199"].ping(jid="localhost", timeout=PATIENCE)
    alice.connect(("127.0.0.1", PORT))
    await resumed
    got = [(await alice.expect("what was missed", lambda s: chat(bob.boundjid, s["body"])(s) and s["body"].startswith("lost")))["body"] for _ in range(3)]
    assert got == [f"lost line {n}" for n in range(3)], got
    await alice.nothing("a message twice", lambda s: s.name == "message" and s["body"].startswith("lost"))
    await bob.nothing("her leaving, though she came back", lambda s: s["type"] == "unavailable" and s["from"] == jid)
    bob.send_message(jid, "back again", mtype="chat")
    await alice.expect("the message", chat(bob.boundjid, "back again"))


async def roster_remove():
    await alice.del_roster_item(BOB_JID)
    await bob.expect("the end of the subscription", lambda s: s["type"] == "unsubscribed" and s["from"] == ALICE_JID)
    await bob["xep_0199"].ping(jid="localhost", timeout=PATIENCE)
    assert bob.client_roster[ALICE_JID]["subscription"] == "none", bob.client_roster[ALICE_JID]


async def remove_account():
    ended = event(phone, "disconnected")
    await alice["xep_0077"].cancel_registration(jid="localhost", timeout=PATIENCE)
    await ended
    await refused("service-unavailable", bob["xep_0054"].get_vcard(ALICE_JID, timeout=PATIENCE))
    await bob.disconnect()


STEPS = [register, change_password, wrong_password, discover, roster_add, subscribe, presence, talk, correct, carbons, offline, archive, archive_by_time]
STEPS += [archive_preferences, avatar, vcard, tune, bookmarks, block, *([upload] if HTTP else []), ping, versions, last_activity, inactive, resume]
STEPS += [roster_remove, remove_account]
take("slixmpp, daily", [(step.__name__.replace("_", " "), step) for step in STEPS])

#!/usr/bin/python3
"""Two slixmpp clients meet in a room: login over STARTTLS with SCRAM, join, configure, talk, change nick, kick, leave.

usage: slixmpp_room.py PORT          (a server started with: couplet serve --dev --port PORT)
Ends with exit code 0 and one line when everything was seen.
"""
import asyncio
import ssl
import sys

import slixmpp

PORT = int(sys.argv[1])
ROOM = sys.argv[2] if len(sys.argv) > 2 else "slix@conference.localhost"


class Client(slixmpp.ClientXMPP):
    def __init__(self, name):
        super().__init__(f"{name}@localhost", "secret")
        self.default_port = PORT
        for plugin in ("xep_0030", "xep_0045", "xep_0199", "xep_0092"):
            self.register_plugin(plugin)
        self.ssl_context = ssl.create_default_context()
        self.ssl_context.check_hostname = False
        self.ssl_context.verify_mode = ssl.CERT_NONE
        self.ready = asyncio.get_event_loop().create_future()
        self.stanzas = asyncio.Queue()
        self.add_event_handler("session_start", self.started)
        self.add_event_handler("failed_all_auth", lambda e: self.ready.set_exception(RuntimeError("no mechanism worked")))
        self.add_event_handler("groupchat_message", lambda m: self.stanzas.put_nowait(("message", str(m["from"].resource), m["body"])))
        self.add_event_handler(f"muc::{ROOM}::got_online", lambda p: self.stanzas.put_nowait(("online", p["muc"]["nick"], p["muc"]["affiliation"])))
        self.add_event_handler(f"muc::{ROOM}::got_offline", lambda p: self.stanzas.put_nowait(("offline", p["muc"]["nick"], p["muc"]["affiliation"])))

    async def started(self, _):
        self.send_presence()
        if not self.ready.done():
            self.ready.set_result(None)

    async def expect(self, *wanted):
        while True:
            got = await asyncio.wait_for(self.stanzas.get(), 10)
            if got[: len(wanted)] == wanted:
                return got


async def main():
    alice, bob = Client("slix-alice"), Client("slix-bob")
    for c in (alice, bob):
        c.connect(("127.0.0.1", PORT))
        await asyncio.wait_for(c.ready, 20)
    print("mechanism:", alice["feature_mechanisms"].mech.name, flush=True)
    muc = alice["xep_0045"]
    muc.join_muc(ROOM, "Alice")
    await alice.expect("online", "Alice", "owner")
    form = await muc.get_room_config(ROOM)
    form["type"] = "submit"
    form.set_values({"muc#roomconfig_roomname": "Slix", "muc#roomconfig_moderatedroom": False})
    await muc.set_room_config(ROOM, form)
    bob["xep_0045"].join_muc(ROOM, "Bob")
    await bob.expect("online", "Bob", "none")
    await alice.expect("online", "Bob")
    alice.send_message(ROOM, "Hello, Bob", mtype="groupchat")
    await bob.expect("message", "Alice", "Hello, Bob")
    await alice.expect("message", "Alice", "Hello, Bob")
    info = await alice["xep_0030"].get_info(jid=ROOM)
    assert "http://jabber.org/protocol/muc" in info["disco_info"]["features"], "no muc feature"
    rtt = await bob["xep_0199"].ping(jid="localhost")
    await muc.set_affiliation(ROOM, "member", jid="slix-bob@localhost")
    members = await muc.get_affiliation_list(ROOM, "member")
    assert "slix-bob@localhost" in [str(m) for m in members], members
    await muc.set_role(ROOM, "Bob", "none")
    await bob.expect("offline", "Bob")
    await alice.expect("offline", "Bob")
    for c in (alice, bob):
        await c.disconnect()
    print(f"slixmpp: ok (ping {rtt * 1000:.1f} ms)")


asyncio.get_event_loop().run_until_complete(asyncio.wait_for(main(), 60))

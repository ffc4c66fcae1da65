"""What the tours with slixmpp share: a client that remembers all it was sent, and steps that are counted."""
import asyncio
import secrets
import ssl
import sys

import slixmpp
from slixmpp.xmlstream.handler import Callback
from slixmpp.xmlstream.matcher import StanzaPath

PATIENCE = 10  # seconds, for each answer
RUN = secrets.token_hex(3)  # a tour can be taken again on the same server
_report, sys.stdout = sys.stdout, sys.stderr  # slixmpp 1.8.3 prints while it joins a room


class Client(slixmpp.ClientXMPP):
    """A client on loopback. `seen` holds the messages and presences that no step has looked for yet."""

    def __init__(self, name, password, port, plugins=(), resource=None, register=False):
        super().__init__(f"{name}@localhost" + (f"/{resource}" if resource else ""), password)
        self.default_port = port  # slixmpp looks the host up again with it, whatever connect() is given
        self.ssl_context = ssl.create_default_context()
        self.ssl_context.check_hostname = False
        self.ssl_context.verify_mode = ssl.CERT_NONE
        self.auto_authorize = self.auto_subscribe = None
        for plugin in ("xep_0030", "xep_0199", *plugins):
            self.register_plugin(plugin)
        self.seen, self.more = [], asyncio.Event()
        for kind in ("message", "presence"):
            self.register_handler(Callback(f"every {kind}", StanzaPath(kind), self._see))
        self.ready = asyncio.get_event_loop().create_future()
        self.add_event_handler("session_start", lambda _: self.ready.done() or self.ready.set_result(None))
        self.add_event_handler("failed_all_auth", lambda _: self.ready.done() or self.ready.set_exception(AssertionError("no mechanism worked")))
        if register:
            self.register_plugin("xep_0077")
            self._always_send_everything = True  # otherwise the request waits for the session that it is to make possible
            self.add_event_handler("register", self._register)

    def _see(self, stanza):
        self.seen.append(stanza)
        self.more.set()

    async def _register(self, _):
        iq = self.make_iq_set()
        iq["register"]["username"] = self.requested_jid.user
        iq["register"]["password"] = self.password
        try:
            await iq.send(timeout=PATIENCE)
        except Exception as e:  # pylint: disable=broad-except
            self.ready.set_exception(e)

    async def login(self, address="127.0.0.1"):
        self.connect((address, self.default_port))
        await asyncio.wait_for(self.ready, PATIENCE)
        self._always_send_everything = False
        if "xep_0077" in self.plugin:
            self["xep_0077"].create_account = False  # or it registers again whenever it connects again
        await asyncio.sleep(0)  # the plugins add their features when the session is bound: capabilities come after
        await self.get_roster(timeout=PATIENCE)
        self.send_presence()
        await self.expect("its own presence", lambda s: s.name == "presence" and s["from"] == self.boundjid)
        return self

    async def expect(self, what, wanted):
        """The first stanza for which `wanted` holds, taken out of those seen; waits for it."""

        async def search():
            while True:
                for stanza in self.seen:
                    if wanted(stanza):
                        self.seen.remove(stanza)
                        return stanza
                self.more.clear()
                await self.more.wait()

        try:
            return await asyncio.wait_for(search(), PATIENCE)
        except asyncio.TimeoutError:
            raise AssertionError(f"{self.boundjid} waited for {what} in vain; it has seen: {[str(s)[:400] for s in self.seen]}") from None

    async def body(self, text, sender=None):
        """The message with this body, from this address (full or bare)."""
        return await self.expect(
            f"the message '{text}'", lambda s: s.name == "message" and s["body"] == text and (sender is None or sender in (s["from"], s["from"].bare))
        )

    async def nothing(self, what, unwanted):
        """Nothing such came before an answer of the server, which comes after what the server had sent."""
        await self["xep_0199"].ping(jid="localhost", timeout=PATIENCE)
        found = [s for s in self.seen if unwanted(s)]
        assert not found, f"{self.boundjid} got {what}: {found[0]}"


async def refused(condition, coroutine):
    """The request must be answered by this error."""
    try:
        await coroutine
    except (slixmpp.exceptions.IqError, slixmpp.exceptions.PresenceError) as e:
        got = (e.iq if isinstance(e, slixmpp.exceptions.IqError) else e.presence)["error"]["condition"]
        assert got == condition, f"refused with {got}, not {condition}"
        return
    raise AssertionError(f"not refused with {condition}")


def event(client, name):
    """A future for the next event of this name."""
    found = asyncio.get_event_loop().create_future()
    client.add_event_handler(name, lambda e: found.done() or found.set_result(e), disposable=True)
    return asyncio.wait_for(found, PATIENCE)


def take(title, steps):
    """Takes the steps in order, prints a line for each, and ends the process. Without the first one there is no use in the others."""

    async def walk():
        passed = failed = 0
        for name, step in steps:
            try:
                await asyncio.wait_for(step(), 4 * PATIENCE)
                passed += 1
                print("ok", f"{title}: {name}", file=_report, flush=True)
            except Exception as e:  # pylint: disable=broad-except
                failed += 1
                print("FAILED", f"{title}: {name}: {type(e).__name__} {e}", file=_report, flush=True)
                if passed == 0:
                    break
        print(f"{passed} passed, {failed} failed", file=_report, flush=True)
        return failed == 0 and passed > 0

    sys.exit(0 if asyncio.get_event_loop().run_until_complete(walk()) else 1)

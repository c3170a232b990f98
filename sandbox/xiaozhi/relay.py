"""The relay between robots and those who serve them tools, with its faults (VOI-1).

It behaves as the published one does (mcp-endpoint-server 0.0.6): it accepts every socket and
closes it with 1008 when its token is no good; it rewrites ids on the way in and back; a second
connection of one agent closes the first, whose own clean-up then removes the second; a robot that
has gone while an answer is under way stops everything, because the one lock is taken twice; and
what has no id of its making is dropped. `/robots/{agent}/call` lets a program be a robot.
"""

import asyncio
import base64
import json
from contextlib import suppress
from typing import Any
from uuid import uuid4

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route, WebSocketRoute
from starlette.websockets import WebSocket, WebSocketDisconnect

CALL_SECONDS = 30.0
"""What robots' servers wait for a tool, and for the handshake."""

_NO_TOOL, _NOT_FORWARDED, _WRONG_KEY = -32001, -32002, -32004


def token_of(agent: str) -> str:
    """Return the token of an agent: no expiry, the same for both sides, as the published ones."""
    return base64.urlsafe_b64encode(json.dumps({"agentId": agent}).encode()).decode()


class Relay:
    """One relay.

    Args:
        agents: who may connect.
        key: opens `/mcp_endpoint/health`.
    """

    def __init__(self, agents: tuple[str, ...], *, key: str = "sandbox-relay-key") -> None:
        self.agents, self._key = agents, key
        self.tools: dict[str, WebSocket] = {}
        self.robots: dict[str, _Seat] = {}
        self._lock = asyncio.Lock()
        self.app = Starlette(
            routes=[
                Route("/health", _alive),
                Route("/mcp_endpoint/health", self._health),
                WebSocketRoute("/mcp_endpoint/mcp/", self._tool_side),
                WebSocketRoute("/mcp_endpoint/call/", self._robot_side),
                Route("/robots/{agent}/call", self._played, methods=["POST"]),
            ]
        )

    async def _health(self, request: Request) -> Response:
        if request.query_params.get("key") != self._key:
            return JSONResponse(_error(None, _WRONG_KEY, "密钥验证失败"))
        connections = {"tool_connections": len(self.tools), "robot_connections": len(self.robots)}
        result = {"status": "success", "connections": connections}
        return JSONResponse({"jsonrpc": "2.0", "result": result, "id": None})

    async def _agent(self, socket: WebSocket) -> str | None:
        await socket.accept()
        token = socket.query_params.get("token")
        if not token:
            await socket.close(1008, "缺少token参数")
            return None
        try:
            agent = json.loads(base64.urlsafe_b64decode(token)).get("agentId")
        except (ValueError, AttributeError):
            await socket.close(1008, "token解密失败")
            return None
        if agent not in self.agents:
            await socket.close(1008, "无对应agentId")
            return None
        return str(agent)

    async def _tool_side(self, socket: WebSocket) -> None:
        agent = await self._agent(socket)
        if agent is None:
            return
        try:
            async with self._lock:
                if agent in self.tools:
                    with suppress(RuntimeError):  # it had gone
                        await self.tools[agent].close(1000, "新连接替换")
                self.tools[agent] = socket
            while True:
                await self._from_tool(await socket.receive_text())
        except (WebSocketDisconnect, RuntimeError, KeyError):  # KeyError: a binary frame
            pass
        finally:
            async with self._lock:
                self.tools.pop(agent, None)  # whoever's it is by now

    async def _robot_side(self, socket: WebSocket) -> None:
        agent = await self._agent(socket)
        if agent is None:
            return
        seat = _Seat(socket)
        try:
            await self._seated(seat)
            while True:
                await self._from_robot(agent, seat, await socket.receive_text())
        except (WebSocketDisconnect, RuntimeError, KeyError):
            pass
        finally:
            await self._left(seat)

    async def _seated(self, seat: "_Seat") -> None:
        async with self._lock:
            self.robots[seat.id] = seat

    async def _left(self, seat: "_Seat") -> None:
        async with self._lock:
            self.robots.pop(seat.id, None)

    async def _from_robot(self, agent: str, seat: "_Seat", message: str) -> None:
        asked: Any = None
        try:
            asked = json.loads(message)
            if not isinstance(asked, dict):
                return  # the published one fails on a batch, and tells nobody
            id_ = asked.get("id")
            if id_:
                message = json.dumps({**asked, "id": _wrapped(id_, seat.id)}, ensure_ascii=False)
        except ValueError:
            id_ = None
        async with self._lock:
            tool = self.tools.get(agent)
            try:
                if tool is not None:
                    await tool.send_text(message)
                    return
            except (RuntimeError, WebSocketDisconnect):
                pass
        code = _NO_TOOL if tool is None else _NOT_FORWARDED
        words = "工具端未连接" if tool is None else "转发消息给工具端失败"
        await self._to_robot(seat.id, _error(id_, code, words))

    async def _from_tool(self, message: str) -> None:
        try:
            answer = json.loads(message)
        except ValueError:
            return
        id_ = answer.get("id") if isinstance(answer, dict) else None
        parts = id_.split("_", 2) if isinstance(id_, str) else []
        if len(parts) == 3:
            seat, kind, original = parts
            restored: Any = int(original) if kind == "n" and original.isdecimal() else original
            await self._to_robot(seat, {**answer, "id": restored})

    async def _to_robot(self, seat_id: str, answer: dict[str, Any]) -> None:
        async with self._lock:
            seat = self.robots.get(seat_id)
            if seat is None:
                return
            try:
                await seat.send(json.dumps(answer, ensure_ascii=False))
            except (RuntimeError, WebSocketDisconnect):
                await self._left(seat)  # takes the lock that is held: nobody gets on any more

    async def _played(self, request: Request) -> Response:
        """Be a robot for one call: greet as one does, call, and return what came of it."""
        agent, asked = request.path_params["agent"], await request.json()
        if agent not in self.agents:
            return JSONResponse({"error": "no such agent"}, status_code=404)
        seat = _Seat(None)
        await self._seated(seat)
        try:
            for message in handshake():
                await self._from_robot(agent, seat, json.dumps(message))
            async with asyncio.timeout(CALL_SECONDS):
                listed = [await seat.heard.get(), await seat.heard.get()]
                if "tool" not in asked:
                    return JSONResponse(next(each for each in listed if each["id"] == 2))
                params = {"name": asked["tool"], "arguments": asked.get("arguments", {})}
                call = {"jsonrpc": "2.0", "id": 1, "method": "tools/call", "params": params}
                await self._from_robot(agent, seat, json.dumps(call))
                return JSONResponse(await seat.heard.get())
        except TimeoutError:
            return JSONResponse({"error": "工具调用请求超时"}, status_code=504)
        finally:
            await self._left(seat)


class _Seat:
    """One robot on the relay: a socket, or a program that plays one."""

    def __init__(self, socket: WebSocket | None) -> None:
        self.id = str(uuid4())
        self._socket = socket
        self.heard: asyncio.Queue[dict[str, Any]] = asyncio.Queue()

    async def send(self, message: str) -> None:
        """Pass a message on."""
        if self._socket is not None:
            await self._socket.send_text(message)
        else:
            self.heard.put_nowait(json.loads(message))


def handshake() -> list[dict[str, Any]]:
    """Return what a robot's server sends at every wake, without waiting for any answer."""
    about = {
        "protocolVersion": "2024-11-05",
        "capabilities": {"roots": {"listChanged": True}, "sampling": {}},
        "clientInfo": {"name": "XiaozhiMCPEndpointClient", "version": "1.0.0"},
    }
    return [
        {"jsonrpc": "2.0", "id": 1, "method": "initialize", "params": about},
        {"jsonrpc": "2.0", "method": "notifications/initialized", "params": {}},
        {"jsonrpc": "2.0", "id": 2, "method": "tools/list"},
    ]


def _wrapped(id_: object, seat: str) -> str:
    kind = "n" if isinstance(id_, int) else "s"  # True is an int, and comes back as text
    return f"{seat}_{kind}_{id_}"


def _error(id_: object, code: int, words: str) -> dict[str, Any]:
    """Return an error as the relay writes it: with a result beside it."""
    error = {"code": code, "message": words, "data": None}
    return {"jsonrpc": "2.0", "result": None, "error": error, "id": id_}


async def _alive(_: Request) -> Response:
    return JSONResponse({"status": "ok"})

"""A stdio server whose inside prints to stdout, as libraries do."""

import asyncio
import os

from mcp_server.stdio import serve_stdio
from tests.fakes.face_services import MEI, FaceWorld


async def main() -> None:
    world = FaceWorld()
    greet = world.life.greet

    async def chatty_greet(*arguments):
        print("printed by a library")  # noqa: T201 - this is what must not reach the wire
        os.write(1, b"written by a library in another language\n")
        return await greet(*arguments)

    world.life.greet = chatty_greet
    await serve_stdio(world.services, actor=MEI, version="9.9")


asyncio.run(main())

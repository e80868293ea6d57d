#!/usr/bin/env python3
"""A folder over HTTP on the loopback address, each answer so much later than it was asked for: a link with latency.

    python3 bench/slow_server.py FOLDER SECONDS PORT

GET and HEAD, whole files and single ranges, connections kept open. GET /__count says how many requests were answered and how
many bytes of bodies were sent so far. Bodies go from the page cache to the socket by sendfile, so that the server takes little
of a machine that it shares with those who are measured.
"""
import asyncio
import pathlib
import re
import sys
import urllib.parse

RANGE = re.compile(rb"\r\nrange: *bytes=(\d+)-(\d*)\r\n", re.IGNORECASE)


class Server:
    def __init__(self, folder, seconds):
        self.folder, self.seconds = pathlib.Path(folder).resolve(), seconds
        self.requests = self.bytes = 0

    async def connection(self, reader, writer):
        try:
            while True:
                await self.answer(await reader.readuntil(b"\r\n\r\n"), writer)
        except (asyncio.IncompleteReadError, ConnectionError):
            pass  # the client is done
        finally:
            writer.close()

    async def answer(self, request, writer):
        method, target, _ = request.split(b"\r\n", 1)[0].decode().split()
        path = urllib.parse.unquote(urllib.parse.urlsplit(target).path)
        if path == "/__count":
            text = f"{self.requests} {self.bytes}".encode()
            writer.write(b"HTTP/1.1 200 OK\r\nContent-Length: %d\r\n\r\n" % len(text) + text)
            return await writer.drain()
        await asyncio.sleep(self.seconds)
        self.requests += 1
        file = self.folder / path.lstrip("/")
        if not file.is_file():
            writer.write(b"HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n")
            return await writer.drain()
        size = file.stat().st_size
        wanted = RANGE.search(request)
        first = int(wanted[1]) if wanted else 0
        last = min(int(wanted[2]), size - 1) if wanted and wanted[2] else size - 1
        if first > last:
            writer.write(b"HTTP/1.1 416 Range Not Satisfiable\r\nContent-Range: bytes */%d\r\nContent-Length: 0\r\n\r\n" % size)
            return await writer.drain()
        status = b"206 Partial Content\r\nContent-Range: bytes %d-%d/%d" % (first, last, size) if wanted else b"200 OK"
        length = last - first + 1
        writer.write(b"HTTP/1.1 " + status + b"\r\nAccept-Ranges: bytes\r\nContent-Length: %d\r\n\r\n" % length)
        await writer.drain()
        if method == "GET":
            with open(file, "rb") as body:
                await asyncio.get_running_loop().sendfile(writer.transport, body, first, length)
            self.bytes += length


async def main():
    served = Server(sys.argv[1], float(sys.argv[2]))
    server = await asyncio.start_server(served.connection, "127.0.0.1", int(sys.argv[3]), backlog=512)
    await server.serve_forever()


if __name__ == "__main__":
    asyncio.run(main())

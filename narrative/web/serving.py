"""Running the page on 127.0.0.1 and opening the browser on it."""

from __future__ import annotations

import socket
import sys
import threading
import webbrowser

HOST = "127.0.0.1"


def serve(port: int, *, browser: bool = True) -> int:
    """Serve until interrupted; 2 when the port is taken."""
    import uvicorn

    from narrative.web.app import create_app

    try:
        listening = socket.create_server((HOST, port))
    except OSError as error:
        print(
            f"narrative：端口 {port} 用不了（{error.strerror}）；换一个：narrative serve --port 8766", file=sys.stderr
        )
        return 2
    address = f"http://{HOST}:{listening.getsockname()[1]}/"
    print(f"请在浏览器打开 {address}（按 Ctrl+C 结束）", file=sys.stderr, flush=True)
    if browser:
        threading.Timer(1.0, webbrowser.open, [address]).start()
    config = uvicorn.Config(create_app(), log_level="warning", server_header=False, access_log=False)
    uvicorn.Server(config).run(sockets=[listening])
    return 0

// SPDX-License-Identifier: MIT
#include "app/display.h"

#include <QByteArray>

#if defined(Q_OS_UNIX) && !defined(Q_OS_DARWIN)
#include <cstddef>
#include <cstring>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>
#endif

namespace llmproxy::app {

#if defined(Q_OS_UNIX) && !defined(Q_OS_DARWIN)

namespace {

/// Does a server listen on the Unix socket? A path that starts with a NUL is an abstract one.
bool answers(const QByteArray &path)
{
    sockaddr_un address{};
    address.sun_family = AF_UNIX;
    if (path.isEmpty() || static_cast<std::size_t>(path.size()) >= sizeof(address.sun_path))
        return false;
    std::memcpy(&address.sun_path[0], path.constData(), static_cast<std::size_t>(path.size()));
    const std::size_t size = offsetof(sockaddr_un, sun_path) + static_cast<std::size_t>(path.size())
                             + (path.at(0) == '\0' ? 0 : 1);
    const int client = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
    // sockets(7): the address of every family is passed as a sockaddr
    const bool connected =
        connect(client, reinterpret_cast<const sockaddr *>(&address), static_cast<socklen_t>(size))
        == 0;
    close(client);
    return connected;
}

/// X(7): [host]:number[.screen]
bool x11Answers(const QString &display)
{
    const qsizetype colon = display.lastIndexOf(u':');
    if (colon < 0)
        return false;
    const QString host = display.left(colon);
    if (!host.isEmpty() && host != u"unix")
        return true;
    const QByteArray number = display.sliced(colon + 1).section(u'.', 0, 0).toLatin1();
    const QByteArray path = "/tmp/.X11-unix/X" + number;
    return !number.isEmpty() && (answers(path) || answers('\0' + path));
}

bool waylandAnswers(const QString &display, const QString &runtimeFolder)
{
    return answers(
        (display.startsWith(u'/') ? display : runtimeFolder + u'/' + display).toLocal8Bit());
}

} // namespace

QString missingDisplay(const QProcessEnvironment &environment)
{
    // offscreen, vnc, linuxfb and others need no server; for these two the display is checked
    const QString platform = environment.value(QStringLiteral("QT_QPA_PLATFORM"));
    if (!platform.isEmpty() && !platform.startsWith(u"xcb") && !platform.startsWith(u"wayland"))
        return {};
    const QString x11 = environment.value(QStringLiteral("DISPLAY"));
    const QString wayland = environment.value(QStringLiteral("WAYLAND_DISPLAY"));
    if (x11.isEmpty() && wayland.isEmpty())
        return QStringLiteral("there is no display (neither DISPLAY nor WAYLAND_DISPLAY is set)");
    if (!x11.isEmpty() && x11Answers(x11))
        return {};
    if (!wayland.isEmpty()
        && waylandAnswers(wayland, environment.value(QStringLiteral("XDG_RUNTIME_DIR"))))
        return {};
    return QStringLiteral("the display %1 does not answer").arg(x11.isEmpty() ? wayland : x11);
}

#else

QString missingDisplay(const QProcessEnvironment &)
{
    return {};
}

#endif

} // namespace llmproxy::app

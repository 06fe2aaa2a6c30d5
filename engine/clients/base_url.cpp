// SPDX-License-Identifier: MIT
#include "engine/clients/base_url.h"

#include <QUrl>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace llmproxy::clients {

namespace {

/// It goes into shells and files between quotes: nothing in it may end these or be run.
bool isPlain(const QString &url)
{
    return std::all_of(url.begin(), url.end(), [](QChar c) {
        return c.unicode() < 0x80 && (c.isLetterOrNumber() || u":/.-_~%[]"_s.contains(c));
    });
}

} // namespace

QString rootUrl(const QByteArray &address, quint16 port)
{
    QString host = QString::fromLatin1(address);
    if (host == "0.0.0.0"_L1)
        host = u"127.0.0.1"_s;
    else if (host == "::"_L1)
        host = u"::1"_s;
    if (host.contains(u':'))
        host = u"[%1]"_s.arg(host);
    return u"http://%1:%2"_s.arg(host).arg(port);
}

QString baseUrl(const QString &root, const QString &route, const Vendor &vendor)
{
    return root + u'/' + route + vendor.suffix;
}

QString normalizedRoot(const QString &given)
{
    const QUrl url(given, QUrl::StrictMode);
    const bool isRoot = url.isValid() && !url.host().isEmpty() && url.userInfo().isEmpty()
                        && !url.hasQuery() && !url.hasFragment()
                        && (url.scheme() == "http"_L1 || url.scheme() == "https"_L1);
    QString root = url.toString(QUrl::FullyEncoded);
    if (!isRoot || !isPlain(root))
        return {};
    while (root.endsWith(u'/'))
        root.chop(1);
    return root;
}

} // namespace llmproxy::clients

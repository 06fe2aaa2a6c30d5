// SPDX-License-Identifier: MIT
#include "engine/coding/content_coding.h"

#include <QTest>

using namespace llmproxy::coding;

namespace {

using enum ContentCoding;

const QByteArray Refused = "refused";

QByteArray described(const std::optional<CodingList> &list)
{
    if (!list)
        return Refused;
    QByteArray text;
    for (qsizetype at = 0; at < list->size; ++at)
        text += "gdbz"[int(list->codings[std::size_t(at)])];
    return text;
}

} // namespace

class ContentCodingTest : public QObject
{
    Q_OBJECT

private slots:
    void readsTheField_data()
    {
        QTest::addColumn<QByteArray>("field");
        QTest::addColumn<QByteArray>("codings");
        const auto row = [](const char *name, const QByteArray &field, const QByteArray &codings) {
            QTest::addRow("%s", name) << field << codings;
        };
        row("absent", {}, "");
        row("identity", "identity", "");
        row("gzip", "gzip", "g");
        row("x-gzip", "x-gzip", "g");
        row("deflate", "deflate", "d");
        row("br", "br", "b");
        row("zstd", "zstd", "z");
        row("any case", "GZip", "g");
        row("white space around", " \tbr\t ", "b");
        row("two in order", "gzip, br", "gb");
        row("no space behind the comma", "br,gzip", "bg");
        row("empty elements", ", gzip,, ,br,", "gb");
        row("identity among others", "identity, gzip", "g");
        row("three", "gzip, zstd, deflate", "gzd");
        row("three and identities", "identity,gzip,identity,gzip,gzip,identity", "ggg");
        row("four", "gzip, gzip, gzip, gzip", Refused);
        row("unknown", "compress", Refused);
        row("unknown among known ones", "gzip, aws-chunked", Refused);
        row("longer than a known one", "gzipp", Refused);
        row("shorter than a known one", "gzi", Refused);
        row("two in one element", "gzip br", Refused);
        row("with a parameter", "gzip;q=1", Refused);
    }

    void readsTheField()
    {
        QFETCH(QByteArray, field);
        QTEST(described(contentCodings(field)), "codings");
    }
};
QTEST_APPLESS_MAIN(ContentCodingTest)
#include "tst_content_coding.moc"

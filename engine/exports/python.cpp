// SPDX-License-Identifier: MIT
#include "engine/exports/quoting.h"
#include "engine/exports/snippets.h"

namespace llmproxy::exports {

namespace {

QByteArray expression(const Pieces &pieces)
{
    QByteArrayList parts;
    for (const Piece &piece : pieces) {
        if (piece.isVariable)
            parts += "os.environ[\"" + piece.text + "\"]";
        else if (!piece.text.isEmpty())
            parts += byteLiteral(piece.text);
    }
    return parts.isEmpty() ? "\"\"" : parts.join(" + ");
}

QByteArray bodyExpression(const QByteArray &body)
{
    return isText(body) ? textLiteral(body) + ".encode()" : pythonBytes(body);
}

/// botocore signs; nothing of the old signature is of use.
QByteArray signing(const QByteArray &region)
{
    return "signed = botocore.awsrequest.AWSRequest(request.method, request.full_url,\n"
           "    headers=dict(request.header_items()), data=request.data)\n"
           "credentials = botocore.session.Session().get_credentials()\n"
           "botocore.auth.SigV4Auth(credentials, \"bedrock\", "
           + textLiteral(region)
           + ").add_auth(signed)\n"
             "request.headers = dict(signed.headers)\n";
}

} // namespace

QByteArray pythonProgram(const Replay &replay)
{
    const bool isSigned = !replay.awsRegion.isEmpty();
    QByteArray text;
    for (const QByteArray &note : replay.notes)
        text += "# " + note + '\n';
    text += "import os\nimport sys\nimport urllib.error\nimport urllib.request\n";
    if (isSigned)
        text += "\nimport botocore.auth  # pip install botocore\n"
                "import botocore.awsrequest\nimport botocore.session\n";
    text += "\nrequest = urllib.request.Request(\n    " + expression(replay.url)
            + ",\n    method=" + textLiteral(replay.method) + ",\n    headers={\n";
    for (const ReplayHeader &header : replay.headers) {
        // botocore adds the session's token where there is one.
        if (!isSigned || header.name.compare("x-amz-security-token", Qt::CaseInsensitive) != 0)
            text += "        " + byteLiteral(header.name) + ": " + expression(header.value) + ",\n";
    }
    text += "    },\n";
    if (!replay.body.isEmpty())
        text += "    data=" + bodyExpression(replay.body) + ",\n";
    text += ")\n";
    if (isSigned)
        text += signing(replay.awsRegion);
    return text
           + "try:\n"
             "    response = urllib.request.urlopen(request)\n"
             "except urllib.error.HTTPError as error:\n"
             "    response = error\n"
             "print(response.status, file=sys.stderr)\n"
             "while piece := response.read1(65536):\n"
             "    sys.stdout.buffer.write(piece)\n"
             "    sys.stdout.flush()\n";
}

} // namespace llmproxy::exports

// SPDX-License-Identifier: MIT
// Part of the build, not of the program: llm-proxy-reference VERSION DATE FILE… writes each of
// these files by its name.
#include "app/reference.h"

#include <QFile>
#include <QFileInfo>

#include <cstdio>

using namespace llmproxy::app;

int main(int argc, char **argv)
{
    for (int i = 3; i < argc; ++i) {
        QFile file(QFile::decodeName(argv[i]));
        const auto text = referenceNamed(QFileInfo(file).fileName().toUtf8(), {argv[1], argv[2]});
        if (!text || !file.open(QIODevice::WriteOnly) || file.write(*text) != text->size()) {
            std::fprintf(stderr, "%s cannot be written\n", argv[i]);
            return 1;
        }
    }
    return 0;
}

// SPDX-License-Identifier: MIT
#pragma once

#include "engine/base/result.h"

#include <QByteArray>
#include <QByteArrayView>
#include <QString>

#include <span>

namespace llmproxy::clients {

/// A program that talks to a vendor and keeps its base URL in a file of its own.
struct Tool
{
    QByteArrayView name; ///< as `llm-proxy connect` takes it: "claude-code"
    QByteArrayView title;
    QByteArrayView type;           ///< of the vendor that it talks to
    QByteArrayView folderVariable; ///< of the environment, that moves `folder`; empty if none
    QByteArrayView folder;         ///< below the home folder
    QByteArrayView file;

    /// What belongs into the file, for people to paste.
    QByteArray (*settings)(const QString &baseUrl) = nullptr;
    /// The file's content, changed so that the tool comes here. The error is for people.
    Result<QByteArray, QString> (*connect)(const QByteArray &content,
                                           const QString &baseUrl) = nullptr;
    /// The content without that change; `before` is what connect() was given the first time.
    Result<QByteArray, QString> (*disconnect)(const QByteArray &content,
                                              const QByteArray &before) = nullptr;
};

std::span<const Tool> tools();

/// Null: not known.
const Tool *findTool(QByteArrayView name);

} // namespace llmproxy::clients

// SPDX-License-Identifier: MIT
#include "app/config_files.h"

#include "engine/config/yaml_reader.h"

#include <QCoreApplication>
#include <QDir>
#include <QFile>
#include <QFileInfo>
#include <QProcessEnvironment>
#include <QStandardPaths>

#include <algorithm>

namespace llmproxy::app {

namespace {

using config::Node;
using config::Problem;
using config::Problems;
using config::Severity;

constexpr auto FolderName = "llm-proxy";

struct LayerFile
{
    QString path;
    bool isRequired = false;
};

struct Search
{
    QList<LayerFile> files; ///< base.yml is left out where the built-in one is to be used
    QStringList watched;
    bool usesBuiltInBase = true;
    Problems problems;
};

Problem fault(const QString &where, const QString &message)
{
    return {Severity::Error, {where, 0, 0}, {}, message};
}

QString environmentName(const config::Environment &environment)
{
    const QByteArray name = environment.value("ENVIRONMENT");
    return name.isEmpty() ? QStringLiteral("dev") : QString::fromUtf8(name);
}

// The names of the files that a folder may hold; "" where there is no profile.
struct FileNames
{
    QString base = QStringLiteral("base.yml");
    QString environment;
    QString profile;

    QStringList in(const QString &folder) const
    {
        QStringList paths;
        for (const QString &name : {base, environment, profile}) {
            const QString path = QDir(folder).filePath(name);
            if (!name.isEmpty() && !paths.contains(path))
                paths.append(path);
        }
        return paths;
    }
};

FileNames fileNames(const config::Environment &environment, Problems &problems)
{
    FileNames names;
    names.environment = environmentName(environment) + u".yml";
    const QString profile = QString::fromUtf8(environment.value("LLM_PROXY_CONFIG_PROFILE"));
    if (!profile.isEmpty())
        names.profile = profile + u".yml";
    for (const auto &[variable, name] :
         {std::pair(QStringLiteral("ENVIRONMENT"), names.environment),
          std::pair(QStringLiteral("LLM_PROXY_CONFIG_PROFILE"), names.profile)}) {
        if (name.contains(u'/') || name.contains(u'\\'))
            problems.append(
                fault(u"environment " + variable, QStringLiteral("must be a name, not a path")));
    }
    return names;
}

bool holdsAny(const QStringList &paths)
{
    return std::any_of(
        paths.begin(), paths.end(), [](const QString &path) { return QFileInfo(path).isFile(); });
}

// The folder to take, empty if there is none. Watched are also the folders before it: a file that
// comes there takes precedence.
QString chooseFolder(const ConfigRequest &request, const FileNames &names, Search &search)
{
    const QByteArray fromEnvironment = request.environment.value("LLM_PROXY_CONFIG_DIR");
    QString given =
        request.directory.isEmpty() ? QString::fromUtf8(fromEnvironment) : request.directory;
    if (!given.isEmpty()) {
        search.watched = names.in(given);
        if (!QFileInfo(given).isDir())
            search.problems.append(fault(given, QStringLiteral("is not a folder")));
        return given;
    }
    for (const QString &folder : request.searchPath) {
        const QStringList paths = names.in(folder);
        search.watched += paths;
        if (holdsAny(paths))
            return folder;
    }
    return {};
}

Search searchFolders(const ConfigRequest &request)
{
    Search search;
    const FileNames names = fileNames(request.environment, search.problems);
    if (!search.problems.isEmpty())
        return search;
    const QString folder = chooseFolder(request, names, search);
    if (folder.isEmpty()) {
        if (!names.profile.isEmpty())
            search.problems.append(fault(QStringLiteral("environment LLM_PROXY_CONFIG_PROFILE"),
                                         u"no folder of configurations holds " + names.profile));
        return search;
    }
    const QStringList paths = names.in(folder);
    search.usesBuiltInBase = !QFileInfo(paths.first()).isFile();
    for (const QString &path : paths) {
        const bool isProfile = !names.profile.isEmpty() && path.endsWith(u'/' + names.profile);
        if (isProfile || QFileInfo(path).isFile())
            search.files.append({path, isProfile});
    }
    return search;
}

Search namedFiles(const QStringList &files)
{
    Search search;
    search.watched = files;
    for (const QString &file : files)
        search.files.append({file, true});
    return search;
}

void readLayer(const LayerFile &layer, QList<Node> &layers, ConfigOutcome &outcome)
{
    QFile file(layer.path);
    if (!file.open(QIODevice::ReadOnly)) {
        outcome.problems.append(
            fault(layer.path, QStringLiteral("cannot be read: ") + file.errorString()));
        return;
    }
    // One byte more than is allowed is enough to be refused.
    const auto tree = config::readYaml(file.read(config::MaxYamlBytes + 1), layer.path);
    outcome.read.append(layer.path);
    if (tree)
        layers.append(*tree);
    else
        outcome.problems.append(tree.error());
}

QList<Node> builtInLayers()
{
    const auto base = config::readYaml(config::builtInBase(), config::builtInLayer());
    Q_ASSERT_X(base, "builtInLayers", "configs/base.yml is tested");
    return {*base};
}

// LOG_LEVEL is a name that other programs use too, with words of their own.
void addLogLevel(const QByteArray &value, QList<Node> &layers, Problems &problems)
{
    const QByteArray level =
        value.toLower() == "warning" ? QByteArrayLiteral("warn") : value.toLower();
    const QString variable = QStringLiteral("environment LOG_LEVEL");
    if (QByteArrayList{"debug", "info", "warn", "error"}.contains(level))
        layers.append(config::singleValue({"logging", "level"}, level, variable));
    else
        problems.append({Severity::Warning,
                         {variable, 0, 0},
                         "logging.level",
                         QStringLiteral("%1 is not used, it must be debug, info, warn or error")
                             .arg(QString::fromUtf8(value.left(40)))});
}

QList<Node> overrides(const ConfigRequest &request, Problems &problems)
{
    QList<Node> layers;
    const config::Environment &environment = request.environment;
    if (const QByteArray port = environment.value("PORT"); !port.isEmpty())
        layers.append(
            config::singleValue({"server", "port"}, port, QStringLiteral("environment PORT")));
    if (const QByteArray level = environment.value("LOG_LEVEL"); !level.isEmpty())
        addLogLevel(level, layers, problems);
    if (const QByteArray format = environment.value("LOG_FORMAT"); !format.isEmpty())
        layers.append(config::singleValue({"logging", "format"},
                                          format.toLower() == "json" ? "json" : "text",
                                          QStringLiteral("environment LOG_FORMAT")));
    const auto add = [&layers](const QByteArrayList &path, const std::optional<QByteArray> &value) {
        if (value)
            layers.append(config::singleValue(path, *value, QStringLiteral("command line")));
    };
    add({"server", "port"}, request.port);
    add({"server", "listen"}, request.listen);
    add({"logging", "level"}, request.logLevel);
    add({"logging", "format"}, request.logFormat);
    return layers;
}

bool mayFallBack(const ConfigRequest &request)
{
    if (!request.mayFallBack)
        return false;
    const QString name = environmentName(request.environment);
    const bool isAtWork = name == u"dev" || name == u"local";
    return (request.files.isEmpty() && isAtWork)
           || request.environment.value("LLM_PROXY_ALLOW_DEFAULT_CONFIG") == "1";
}

} // namespace

ConfigOutcome loadConfig(const ConfigRequest &request)
{
    const Search search =
        request.files.isEmpty() ? searchFolders(request) : namedFiles(request.files);
    ConfigOutcome outcome;
    outcome.watched = search.watched;
    outcome.problems = search.problems;
    QList<Node> layers = search.usesBuiltInBase ? builtInLayers() : QList<Node>();
    for (const LayerFile &file : search.files)
        readLayer(file, layers, outcome);
    const QList<Node> over = overrides(request, outcome.problems);

    const config::Surroundings surroundings{
        request.environment, request.cores, request.unknownKeys};
    const auto loaded = config::load(layers + over, surroundings);
    outcome.problems += loaded ? loaded->warnings : loaded.error();
    if (!config::hasErrors(outcome.problems)) {
        outcome.loaded = *loaded;
    } else if (mayFallBack(request)) {
        // What is wrong with the overrides is wrong without the files too, so it is not hidden.
        if (const auto defaults = config::load(builtInLayers() + over, surroundings)) {
            outcome.loaded = *defaults;
            outcome.fellBack = true;
        }
    }
    return outcome;
}

QStringList configSearchPath()
{
    QStringList folders{QStringLiteral("configs")};
    const QString name = QString::fromLatin1(FolderName);
    for (const QString &folder :
         QStandardPaths::standardLocations(QStandardPaths::GenericConfigLocation))
        folders.append(folder + u'/' + name);
#ifdef Q_OS_UNIX
    folders.append(u"/etc/" + name);
#endif
    if (QCoreApplication::instance())
        folders.append(QDir::cleanPath(QCoreApplication::applicationDirPath() + u"/../share/" + name
                                       + u"/configs"));
    for (const QString &folder :
         QStandardPaths::standardLocations(QStandardPaths::GenericDataLocation))
        folders.append(folder + u'/' + name + u"/configs");
    folders.removeDuplicates();
    return folders;
}

config::Environment processEnvironment()
{
    config::Environment result;
    const QProcessEnvironment environment = QProcessEnvironment::systemEnvironment();
    for (const QString &name : environment.keys())
        result.insert(name.toLocal8Bit(), environment.value(name).toLocal8Bit());
    return result;
}

} // namespace llmproxy::app

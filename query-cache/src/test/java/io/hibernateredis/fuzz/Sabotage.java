package io.hibernateredis.fuzz;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.List;
import net.bytebuddy.asm.Advice;
import net.bytebuddy.implementation.bytecode.assign.Assigner;
import org.hibernate.event.spi.AbstractCollectionEvent;

/** Something that keeps the cache right, and is taken out of its classes. */
enum Sabotage {
    /** What a session overwrites is taken to be what it had loaded. */
    OVERWRITTEN_ROW_TRUSTED(
            List.of(
                    "row_movedByTwo_leavesTheSecondOwner",
                    "row_removedAfterAnotherMovedIt_leavesItsOwner",
                    "unversionedReference_movedByTwo_leavesTheSecondOwner"),
            Alteration.script(
                    "open", "      unknown[i] = unknown[i] or is_overwritten(decides)\n")),
    /** The same of what a statement has written meanwhile, which leaves versions alone. */
    OVERWRITTEN_STATEMENT_TRUSTED(
            List.of("row_movedByAStatementMeanwhile_leavesItsOwner"),
            Alteration.script(
                    "open", "      unknown[i] = unknown[i] or score('i', decides) > loaded\n")),
    OLD_NATURAL_IDS_KEPT(
            List.of("naturalId_changedByTwo_doesNotResolveTheSecondValue"),
            Alteration.idle("rows.RowWrites", "invalidateNaturalId")),
    STATEMENTS_WITHOUT_DEPENDENTS(
            List.of(
                    "bulkUpdateOfABranch_reachesTheCollectionOfTheRoot",
                    "bulkDeleteOfABranch_reachesTheCollectionOfTheRoot",
                    "bulkDeleteOfTheRoot_reachesTheCollectionOfABranch",
                    "valuesChangedBySql_withTheirTableDeclared_areSeen"),
            Alteration.idle("rows.TableDependents", "invalidateDependents")),
    UNDECLARED_STATEMENTS_IGNORED(
            List.of("rowChangedBySql_withNothingDeclared_isSeen"),
            Alteration.woven("rows.TableDependents", "written", IfNothingIsDeclared.class)),
    REFERENCES_IN_JOIN_TABLES_IGNORED(
            List.of("referenceInAJoinTable_changed_isSeenFromTheOtherSide"),
            Alteration.gives("rows.InverseCollections", "isReference", false)),
    COLUMNS_WRITTEN_BY_COLLECTIONS_IGNORED(
            List.of(
                    "columnOfTwoOwners_writtenByTheCollection_isSeenInTheElement",
                    "columnsWrittenByTheOwner_areSeenInTheElement"),
            Alteration.idle("rows.TableDependents", "collectionWritten")),
    KEYS_OF_MAPS_IGNORED(
            List.of("attributeThatIsAMapsKey_changed_isSeenInTheMap"),
            Alteration.gives("rows.InverseCollections", "isIndexInElement", false)),
    SPELLINGS_OF_TEXTS_TAKEN_FOR_OTHERS(
            List.of("rowReachedByAnotherSpellingOfItsId_isOne_text"),
            Alteration.gives("rows.KeyColumns", "areExact", true)),
    SPELLINGS_OF_NUMBERS_TAKEN_FOR_OTHERS(
            List.of("referenceByAnotherSpellingOfAnId_reachesTheCollection"),
            Alteration.woven("entry.EntryKeys", "appendExpected", IfDecimal.class)),
    OTHER_ROLES_ON_A_TABLE_IGNORED(
            List.of(
                    "rowOfTwoEntities_writtenAsOne_isSeenAsTheOther",
                    "rowOfASelect_changed_isSeen",
                    "formulaOverAnotherTable_isSeen",
                    "pairThatIsAnEntity_written_isSeenInTheCollection"),
            Alteration.idle("rows.TableDependents", "rowWritten")),
    SQL_OF_MAPPINGS_IGNORED(
            List.of("formulaOverAnotherTable_isSeen"),
            Alteration.findsNothing("rows.MappingSql", "fragmentsOf")),
    ROWS_OF_ELEMENTS_IGNORED(
            List.of(
                    "elementRemoved_leavesACollectionThatItDoesNotKnow",
                    "elementThatIsDeletedSoftly_leavesItsCollections",
                    "columnOfTwoOwners_writtenByTheElement_isSeenInTheCollection",
                    "referenceInASecondTable_written_isSeenFromTheOtherSide"),
            Alteration.findsNothing("rows.InverseCollections", "of")),
    PARTS_TAKEN_FOR_COLLECTIONS(
            List.of("collectionFetchedInPart_isNotTakenForTheWhole"),
            Alteration.gives("access.CollectionAccess", "isWhole", true)),
    PARTS_REFETCHED_WHOLE(
            List.of(
                    "collectionFetchedInPart_byAQueryOfIds_isNotTakenForTheWhole",
                    "collectionFetchedInPart_byHibernatesQueryOfIds_isNotTakenForTheWhole"),
            Alteration.gives("query.RefetchedParts", "isRestricted", false)),
    HIDDEN_ROWS_REFETCHED(
            List.of("rowThatARestrictionHides_inACachedResultOfIds_isFound"),
            Alteration.gives("query.RefetchedParts", "hidesRows", false)),
    KEYS_THAT_ARE_NOT_CACHED_ASKED_FOR(
            List.of(
                    "nullReferenceFetched_inACachedResultOfIds_isNull",
                    "nullReferenceFetched_inHibernatesCachedResultOfIds_isNull"),
            Alteration.gives("query.ResultGraph", "isComplete", true)),
    MISSING_TARGETS_TAKEN_FOR_GONE(
            List.of("targetThatWasMissing_inserted_isSeen"),
            Alteration.findsNothing("rows.MappingSql", "referencesOf")),
    PROCEDURES_UNHEARD(
            List.of("rowWrittenByAProcedure_isSeen"),
            Alteration.passesOn("statements.ProcedureCalls", "listening")),
    SELECTS_TAKEN_FOR_READING(
            List.of("rowWrittenByASelect_isSeen"), Alteration.idle("session.Sessions", "select")),
    RESTRICTIONS_IGNORED(
            List.of("rowThatARestrictionAloneHides_isNotFound"),
            Alteration.gives("exact.ExactState", "isPlain", true)),
    SAVEPOINTS_IGNORED(
            List.of("changeTakenBackToASavepoint_isNotSeen"),
            Alteration.gives("exact.WrittenEntity", "isHeld", true)),
    WRITTEN_STATES_TAKEN_AS_READ(
            List.of(
                    "numbers_areAsTheDatabaseKeepsThem",
                    "times_areAsTheDatabaseKeepsThem",
                    "texts_areAsTheDatabaseKeepsThem",
                    "columnThatIsNotUpdated_keepsItsValue",
                    "partOfNullsAlone_isNull",
                    "rowThatARestrictionAloneHides_isNotFound"),
            Alteration.gives("access.EntityAccess", "isReadAsWritten", true)),
    VALUES_TAKEN_AS_SENT(
            List.of("numbers_areAsTheDatabaseKeepsThem", "times_areAsTheDatabaseKeepsThem"),
            Alteration.gives("exact.ExactValues", "isExact", true)),
    TYPES_OF_TEXTS_IGNORED(
            List.of("paddedText_isAsTheDatabasePadsIt"),
            Alteration.gives("exact.ExactValues", "isVarying", true)),
    EXPRESSIONS_OF_COLUMNS_IGNORED(
            List.of("textOfAnExpression_isAsTheDatabaseMakesIt"),
            Alteration.gives("exact.ExactPart$Reader", "isPlain", true)),
    COLUMNS_NOT_INSERTED_IGNORED(
            List.of("attributeThatIsNotInserted_isNull"),
            Alteration.gives("exact.ExactState", "isInsertedWhole", true)),
    COLUMNS_NOT_UPDATED_IGNORED(
            List.of("attributeThatIsNotUpdated_keepsItsValue"),
            Alteration.gives("exact.ExactState", "leavesOut", false)),
    EMPTY_PARTS_TAKEN_AS_SENT(
            List.of("partOfNullsAlone_isNull"),
            Alteration.gives("exact.ExactPart$Component", "isExact", true)),
    IDS_TAKEN_AS_SENT(
            List.of("referenceToAnId_isAsTheRowSpellsIt"),
            Alteration.gives("exact.ExactValues", "isExactDecimal", true)),
    SNAPSHOTS_IGNORED(
            List.of(
                    "rowCachedAfterTheSnapshot_isNotSeenInIt",
                    "collectionCachedAfterTheSnapshot_isNotSeenInIt",
                    "resultCachedAfterTheSnapshot_isNotSeenInIt"),
            Alteration.gives("session.SnapshotIsolation", "awaitsSnapshot", false),
            Alteration.gives("session.SnapshotIsolation", "hidesLaterLoads", false)),
    FILTERS_IGNORED(
            List.of("rowThatAFilterHides_isNotFoundById"),
            Alteration.gives("access.ReaderContext", "isFiltered", false)),
    TIME_ZONES_IGNORED(
            List.of("timeZoneOfTheSession_isMinded"),
            Alteration.gives("access.ReaderContext", "hasOwnZone", false)),
    CONVERTED_VALUES_CACHED_AS_THEY_ARE(
            List.of("valueOfAConverter_isCached", "documentThatIsNotSerializable_isSaved"),
            Alteration.idle("boot.UncacheableMappings", "exclude")),
    STATELESS_COLLECTIONS_UNGUARDED(
            List.of("statelessUpdate_ofAFetchedCollection_doesNotFail"),
            Alteration.asks(
                    "events.EventSessions",
                    "ofCollection",
                    0,
                    AbstractCollectionEvent.class,
                    "getSession")),
    /** A detached object that is removed has no collection to be asked for its role. */
    EVENTS_WITHOUT_COLLECTION_UNGUARDED(
            List.of("rowRemovedDetached_withItsCollections_doesNotFail"),
            Alteration.woven("events.CollectionListener", "collectionsOf", AskedForRole.class),
            Alteration.asks("events.EventGuard", "run", 1, Runnable.class, "run")),
    STATELESS_COLLECTIONS_FORGOTTEN(
            List.of("collectionWrittenByAStatelessSession_isSeen"),
            Alteration.idle("rows.RowWrites", "invalidateOwnedCollections")),
    /** An element that joins a collection leaves another. */
    LEFT_COLLECTIONS_FORGOTTEN(
            List.of("elementThatJoins_leavesTheOtherCollection"),
            Alteration.idle("events.CollectionListener", "elementsJoin")),
    /** What Hibernate deletes without loading it, no event tells of. */
    UNLOADED_DELETES_UNHEARD(
            List.of("elementRemovedUnloaded_leavesTheCollection"),
            Alteration.idle("events.DeleteListener$AfterRemoval", "removedUnloaded")),
    DETACHED_STATES_TRUSTED(
            List.of("elementRemovedDetached_leavesTheCollection"),
            Alteration.idle("events.DeleteListener$BeforeRemoval", "look")),
    TENANTS_OF_DATA_SOURCES_IGNORED(
            List.of("rowOfAnotherTenant_isNotFound"),
            Alteration.woven("rows.Tenancy", "of", SharedRows.class));

    private final List<String> scripts;
    private final List<Alteration> alterations;

    Sabotage(List<String> scripts, Alteration... alterations) {
        this.scripts = scripts;
        this.alterations = List.of(alterations);
    }

    /** The scripts that notice it, each by itself. */
    List<String> scripts() {
        return scripts;
    }

    /** Writes the altered files. */
    void into(Path directory) {
        try {
            for (Alteration alteration : alterations) {
                alteration.into(directory);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Woven into a method with tables. */
    static final class IfNothingIsDeclared {
        @Advice.OnMethodEnter(skipOn = Advice.OnNonDefaultValue.class)
        static boolean enter(@Advice.Argument(1) java.util.Collection<String> tables) {
            return tables.isEmpty();
        }
    }

    /** Woven into the methods that tell whose rows are; the first constant is "all tenants'". */
    static final class SharedRows {
        @Advice.OnMethodExit
        static void exit(
                @Advice.Return(readOnly = false, typing = Assigner.Typing.DYNAMIC) Object rows) {
            if (rows instanceof Enum<?>) {
                rows = rows.getClass().getEnumConstants()[0];
            }
        }
    }

    /** Woven into a method that finds the role of an event. */
    static final class AskedForRole {
        @Advice.OnMethodEnter
        static void enter(@Advice.Argument(0) AbstractCollectionEvent event) {
            event.getCollection().getRole();
        }
    }

    /** Woven into a method that writes a value; a decimal it writes as it is. */
    static final class IfDecimal {
        @Advice.OnMethodEnter(skipOn = Advice.OnNonDefaultValue.class)
        static boolean enter(
                @Advice.Argument(0) StringBuilder text, @Advice.Argument(1) Object value) {
            if (value instanceof java.math.BigDecimal) {
                text.append(value);
                return true;
            }
            return false;
        }
    }
}

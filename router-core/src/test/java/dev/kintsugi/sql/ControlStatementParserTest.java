package dev.kintsugi.sql;

import static dev.kintsugi.sql.ControlStatementParser.settingValue;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.kintsugi.error.RouterException;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ControlStatementParserTest {
    private static Optional<ControlStatement> parse(String sql) {
        return ControlStatementParser.parse(TokenListTest.scan(sql));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '~', quoteCharacter = '%', textBlock = """
        BEGIN                                   ~ Begin[options=, start=false]
        begin work read only                    ~ Begin[options=read only, start=false]
        Begin isolation level  serializable, not deferrable ~ Begin[options=isolation level  serializable, not \
        deferrable, start=false]
        START TRANSACTION READ WRITE            ~ Begin[options=READ WRITE, start=true]
        commit                                  ~ Commit[chain=false]
        END TRANSACTION and chain               ~ Commit[chain=true]
        commit work and no chain                ~ Commit[chain=false]
        rollback                                ~ Rollback[chain=false]
        abort and chain                         ~ Rollback[chain=true]
        savepoint "Sp 1"                        ~ Savepoint[name=Sp 1]
        release savepoint SP                    ~ Release[name=sp]
        release savepoint                       ~ Release[name=savepoint]
        release sp                              ~ Release[name=sp]
        rollback to sp                          ~ RollbackTo[name=sp]
        rollback transaction to savepoint sp    ~ RollbackTo[name=sp]
        set x = 1                               ~ Set[name=x, value=1, local=false]
        SET LOCAL My.Var TO 'a', b              ~ Set[name=my.var, value='a', b, local=true]
        set session statement_timeout to -5     ~ Set[name=statement_timeout, value=-5, local=false]
        set "TimeZone" to default               ~ Set[name=timezone, value=default, local=false]
        set enable_seqscan = on                 ~ Set[name=enable_seqscan, value=on, local=false]
        set time zone 'UTC'                     ~ Set[name=timezone, value='UTC', local=false]
        set local time zone local               ~ Set[name=timezone, value=DEFAULT, local=true]
        set time zone -3                        ~ Set[name=timezone, value=-3, local=false]
        set names 'utf8'                        ~ Set[name=client_encoding, value='utf8', local=false]
        set names                               ~ Set[name=client_encoding, value=DEFAULT, local=false]
        set schema 'x'                          ~ Set[name=search_path, value='x', local=false]
        set xml option document                 ~ Set[name=xmloption, value=document, local=false]
        set names to 'x'                        ~ Set[name=names, value='x', local=false]
        set transaction isolation level read committed ~ SetTransaction[options=isolation level read committed, \
        session=false]
        set transaction snapshot '0-1'          ~ SetTransaction[options=snapshot '0-1', session=false]
        set local transaction read only         ~ SetTransaction[options=read only, session=false]
        set session characteristics as transaction read only ~ SetTransaction[options=read only, session=true]
        set constraints all deferred            ~ SetConstraints[]
        set constraints a, b.c immediate        ~ SetConstraints[]
        set role none                           ~ ConnectionState[verb=SET ROLE]
        set role to 'x'                         ~ ConnectionState[verb=SET ROLE]
        set local role 'x'                      ~ ConnectionState[verb=SET ROLE]
        set session authorization default       ~ ConnectionState[verb=SET SESSION AUTHORIZATION]
        set session session authorization 'x'   ~ ConnectionState[verb=SET SESSION AUTHORIZATION]
        load 'plpgsql'                          ~ ConnectionState[verb=LOAD]
        reset all                               ~ Reset[name=Optional.empty]
        reset time zone                         ~ Reset[name=Optional[timezone]]
        reset My.Var                            ~ Reset[name=Optional[my.var]]
        reset role                              ~ Reset[name=Optional[role]]
        reset session authorization             ~ Reset[name=Optional[session_authorization]]
        show all                                ~ Show[name=all]
        show TIME ZONE                          ~ Show[name=timezone]
        show transaction isolation level        ~ Show[name=transaction_isolation]
        show server_version                     ~ Show[name=server_version]
        discard temporary                       ~ Discard[what=TEMP]
        discard all                             ~ Discard[what=ALL]
        deallocate prepare p                    ~ Deallocate[name=Optional[p]]
        deallocate prepare                      ~ Deallocate[name=Optional[prepare]]
        deallocate all                          ~ Deallocate[name=Optional.empty]
        prepare p (int, text) as select $1      ~ Prepare[name=p]
        prepare transaction as select 1         ~ Prepare[name=transaction]
        prepare transaction 'gid'               ~ TwoPhase[verb=PREPARE TRANSACTION]
        commit prepared 'gid'                   ~ TwoPhase[verb=COMMIT PREPARED]
        rollback prepared 'gid'                 ~ TwoPhase[verb=ROLLBACK PREPARED]
        execute P(1, f(2))                      ~ Execute[name=p]
        listen "Ch"                             ~ Listen[channel=Ch]
        unlisten *                              ~ Unlisten[channel=Optional.empty]
        unlisten c                              ~ Unlisten[channel=Optional[c]]
        notify c, 'x'                           ~ Notify[channel=c]
        declare c no scroll cursor with hold for select 1 ~ Cursor[verb=DECLARE, name=c]
        fetch next from c                       ~ Cursor[verb=FETCH, name=c]
        fetch -5 c                              ~ Cursor[verb=FETCH, name=c]
        fetch next                              ~ Cursor[verb=FETCH, name=next]
        move backward all in c                  ~ Cursor[verb=MOVE, name=c]
        close c                                 ~ Cursor[verb=CLOSE, name=c]
        close all                               ~ Cursor[verb=CLOSE, name=]
        lock a.b, only (c), d* in share row exclusive mode nowait ~ Lock[tables=[a.b, c, d]]
        lock table t                            ~ Lock[tables=[t]]
        """)
    void readsEveryControlStatement(String sql, String expected) {
        assertThat(parse(sql)).map(Object::toString).hasValue(expected);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "select 1", "(select 1)", "\"begin\"", "update t set a = 1", "copy t to stdout", "1"})
    void leavesOtherStatementsAlone(String sql) {
        assertThat(parse(sql)).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '~', quoteCharacter = '%', textBlock = """
        begin work work          ~ syntax error at or near "work"        ~ 12
        begin isolation level    ~ syntax error at end of input          ~ 22
        begin read only,         ~ syntax error at end of input          ~ 17
        commit and               ~ syntax error at end of input          ~ 11
        savepoint select         ~ syntax error at or near "select"      ~ 11
        abort to sp              ~ syntax error at or near "to"          ~ 7
        set x                    ~ syntax error at end of input          ~ 6
        set x = select           ~ syntax error at or near "select"      ~ 9
        set x = 1,               ~ syntax error at end of input          ~ 11
        set x = b'1'             ~ syntax error at or near "b'1'"        ~ 9
        set names utf8           ~ syntax error at or near "utf8"        ~ 11
        set transaction          ~ syntax error at end of input          ~ 16
        set session authorization 5 ~ syntax error at or near "5"        ~ 27
        discard foo              ~ syntax error at or near "foo"         ~ 9
        show                     ~ syntax error at end of input          ~ 5
        fetch many c             ~ syntax error at or near "many"        ~ 7
        lock t in share share mode ~ syntax error at or near "share"     ~ 17
        prepare p (int as select 1 ~ syntax error at end of input        ~ 27
        listen 'x'               ~ syntax error at or near "'x'"         ~ 8
        """)
    void refusesBrokenOnesAsPostgresDoes(String sql, String message, int position) {
        assertThatThrownBy(() -> parse(sql)).isInstanceOfSatisfying(RouterException.class, e -> {
            assertThat(e.error().code()).isEqualTo("42601");
            assertThat(e.error().message()).isEqualTo(message);
            assertThat(e.error().position()).hasValue(position);
        });
    }

    @ParameterizedTest
    @ValueSource(strings = {"set x from current", "set time zone interval '1' hour"})
    void refusesValuesThatTheTextDoesNotTell(String sql) {
        assertThatThrownBy(() -> parse(sql))
                .isInstanceOfSatisfying(
                        RouterException.class, e -> assertThat(e.error().code()).isEqualTo("0A000"));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '~', quoteCharacter = '%', textBlock = """
        timezone    ~ 'UTC'                ~ UTC
        timezone    ~ Utc                  ~ utc
        enable_x    ~ ON                   ~ on
        x           ~ +0x10                ~ 16
        x           ~ -1.5                 ~ -1.5
        x           ~ E'it\\'s'            ~ it's
        datestyle   ~ iso, 'DMY'           ~ iso, DMY
        search_path ~ a, "B c", 'd', "$user", public ~ a, "B c", d, "$user", public
        search_path ~ 'a, b'               ~ "a, b"
        search_path ~ ''                   ~ %""%
        """)
    void decodesSettingValues(String name, String value, String expected) {
        assertThat(settingValue(new ControlStatement.Set(name, value, false), true))
                .hasValue(expected);
    }

    @Test
    void decodesDefaultAsNothing() {
        assertThat(settingValue(new ControlStatement.Set("x", "Default", false), true))
                .isEmpty();
    }
}
